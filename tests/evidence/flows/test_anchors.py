from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from cms.lib import chain
from evidence.engine import merkle
from evidence.flows.anchors import make_roots, note_printing, root_text, send_root
from evidence.flows.chain import Event, record
from evidence.models.anchor import EvidenceRoot, RootCopy
from evidence.models.chain import EvidenceEntry
from pledges.rounds.models.events import PledgeEvent

DAY = timedelta(days=1)


def test_a_finished_day_gets_one_root_over_all_its_entries(opened, at):
    entries = EvidenceEntry.objects.order_by("subject", "seq").values_list("digest", flat=True)
    (root,) = make_roots(at=at + DAY)
    assert root.root == merkle.root(list(entries))
    assert (root.entries, root.previous) == (entries.count(), chain.GENESIS)
    assert make_roots(at=at + DAY) == []


def test_today_has_no_root_yet(opened, at):
    assert make_roots(at=at) == []


def test_roots_are_linked_and_quiet_days_have_none(opened, at):
    record(Event(opened, PledgeEvent.OPENED, at + 3 * DAY))
    first, second = make_roots(at=at + 4 * DAY)
    assert (second.day - first.day).days == 3
    assert second.previous == first.digest
    assert second.digest == chain.link(first.digest, second.body())


def test_a_root_goes_to_everybody_named_once(opened, at, settings, tmp_path):
    settings.EVIDENCE_ROOT_EMAILS = ["jijian@example.org"]
    settings.EVIDENCE_ROOT_FOLDER = str(tmp_path)
    (root,) = make_roots(at=at + DAY)
    assert send_root(root_id=root.pk, at=at + DAY) == 2
    assert send_root(root_id=root.pk, at=at + DAY) == 0
    assert root.root in mail.outbox[0].body
    (file,) = tmp_path.iterdir()
    assert file.read_text(encoding="utf-8") == root_text(root)
    assert set(root.copies.values_list("channel", flat=True)) == {"email", "file"}


def test_one_way_that_fails_does_not_stop_the_others(opened, at, settings, tmp_path):
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    settings.EVIDENCE_ROOT_EMAILS = ["jijian@example.org"]
    settings.EVIDENCE_ROOT_FOLDER = str(blocked)
    (root,) = make_roots(at=at + DAY)
    with pytest.raises(OSError, match="exists"):
        send_root(root_id=root.pk, at=at + DAY)
    assert [copy.channel for copy in root.copies.all()] == ["email"]


def test_printing_is_recorded_once_per_reader(opened, at):
    roots = make_roots(at=at + DAY)
    for _ in range(2):
        note_printing(roots=roots, target="纪检组", at=at + DAY)
    assert RootCopy.objects.get().channel == "printed"


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_root_stays_as_it_is(opened, at, act):
    make_roots(at=at + DAY)
    rows = EvidenceRoot.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows._raw_delete(using="default") if act == "delete" else rows.update(entries=1)
