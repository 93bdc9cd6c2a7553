"""The demo world is made by the product's own flows: every check of the product holds on it."""

import io
from collections import Counter

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from cms.lib.demo import PASSWORD
from evidence.adapters import vault
from evidence.engine.checks import Outcome
from evidence.flows.anchors import SETTLING
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file
from evidence.models.anchor import EvidenceRoot
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.subjects import signed_subject
from evidence.queries.verification import check_code, check_file
from evidence.subjects import SUBJECTS, code_of
from staff.models.user import User

pytestmark = pytest.mark.django_db
OF_EACH_KIND = 4


@pytest.fixture(scope="module", autouse=True)
def demo_world(django_db_setup, django_db_blocker):
    """The whole world, and of each kind some more files, made as the worker makes them."""
    stamped = override_settings(TIMESTAMP_DEMO=True)
    with django_db_blocker.unblock(), stamped, transaction.atomic():
        call_command("seed_demo", stdout=io.StringIO())
        for kind in SUBJECTS:
            waits = FileWait.objects.filter(subject__startswith=f"{kind.word}:").order_by("pk")
            for wait in list(waits[:OF_EACH_KIND]):
                make_file(subject=wait.subject, kind=wait.kind, at=timezone.now())
        yield
        transaction.set_rollback(True)


def sealed_papers() -> list[StoredFile]:
    kinds = {(kind.word, word) for kind in SUBJECTS for word in kind.sealed_kinds}
    rows = StoredFile.objects.order_by("pk")
    return [row for row in rows if (row.subject.partition(":")[0], row.kind) in kinds]


def test_the_night_finds_nothing():
    assert check_everything(at=timezone.now()).faults == []


def test_the_page_by_code_and_the_page_by_file_say_the_same_and_that_it_holds():
    told, now = Counter(), timezone.now()
    papers = sealed_papers()
    assert len(papers) > 30
    for row in papers:
        subject = signed_subject(code_of(row.subject))
        file = ContentFile(vault.read(row.path, row.sha256))
        by_file, by_code = check_file(file=file, at=now), check_code(subject=subject, at=now)
        assert by_file.holds, (row.subject, by_file.finding)
        assert by_code.holds, (row.subject, by_code.finding)
        assert (by_file.outcome == Outcome.ENDED) == (by_code.outcome == Outcome.ENDED)
        told[by_file.outcome] += 1
    assert told[Outcome.ENDED] > 1
    assert told[Outcome.ENDED] < len(papers) / 2


def test_nothing_is_dated_ahead_of_the_clock_and_every_chain_runs_forward():
    before: dict[str, object] = {}
    for entry in EvidenceEntry.objects.order_by("subject", "seq"):
        assert entry.at <= timezone.now()
        assert before.get(entry.subject, entry.at) <= entry.at, (entry.subject, entry.seq)
        before[entry.subject] = entry.at


def test_every_finished_day_with_an_entry_has_its_root():
    today = timezone.localdate(timezone.now() - SETTLING)
    days = {timezone.localdate(at) for at in EvidenceEntry.objects.values_list("at", flat=True)}
    rooted = set(EvidenceRoot.objects.values_list("day", flat=True))
    assert rooted == {day for day in days if day < today}
    assert len(rooted) > 30


def test_whoever_the_start_page_names_can_log_in():
    for name in ("hr_city", "trainer", "staff", "inspector"):
        assert User.objects.get(username=name).check_password(PASSWORD)
