"""What evidence promises for every kind of paper: one registration, and all of this holds.

A kind without a case here fails the first test; `letters` is a kind that only the tests know.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cms.lib.errors import DomainError
from cms.models.jobs import Job
from evidence.adapters import vault
from evidence.flows import checking, packages, storing
from evidence.flows.chain import Event, record
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file, sweep_files
from evidence.flows.packages import NotSealedYet, make_package
from evidence.flows.timestamps import fetch_timestamp, renew_timestamp, wait_for_token
from evidence.models.stored import FileWait, StoredFile
from evidence.queries import verification
from evidence.queries.chains import broken_chains, chain_of
from evidence.queries.files import file_of, sealed_file
from evidence.queries.seals import files_waiting, seal_trouble
from evidence.queries.subjects import record_for, signed_subject
from evidence.queries.verification import check_code, check_file
from evidence.subjects import OWN_EVENTS, SUBJECTS, Subject, SubjectKind
from pledges.custody.models.agreement import CustodyAgreement
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.rounds.models.envelope import Envelope
from tests.evidence import tamper_pdf
from tests.evidence.letters import Letters
from tests.evidence.pki import pki
from tests.evidence.tamper import unguarded
from tests.factories.custody import make_active, make_signing
from tests.factories.kinship import make_declared
from tests.factories.rounds import envelope_of, make_round, sign

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """How a kind is signed, how a row of it is falsified, and how that is named."""

    sign: Callable[..., Subject]
    falsify: Callable[[Subject], None]
    name: str


def update(model, **values) -> Callable[[Subject], None]:
    """An act: past the triggers, write these values."""

    def act(subject: Subject) -> None:
        with unguarded(model._meta.db_table):
            assert model.objects.filter(code=subject.code).update(**values)

    return act


def sign_pledge(world, at, letters) -> Subject:
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


CASES = {
    "envelope": Case(sign_pledge, update(Envelope, digest="0" * 64), "text_changed"),
    "custody": Case(
        lambda world, at, letters: make_active(world, at),
        update(CustodyAgreement, monthly=Decimal(4800)),
        "terms_changed",
    ),
    "declaration": Case(
        lambda world, at, letters: make_declared(world.members["staff"], at),
        update(NearRelativeDeclaration, digest="0" * 64),
        "text_changed",
    ),
    "letter": Case(
        lambda world, at, letters: letters.sign("一封来函", at),
        lambda letter: setattr(letter, "text", "另一封"),
        "text_changed",
    ),
}
BEFORE = {("custody", "paper"): lambda world, at, letters: make_signing(world, at)}
SEALED = ["envelope", "custody", "letter"]  # the kinds with a sealed file
FILES = [("envelope", "signed"), ("custody", "signed"), ("custody", "paper"), ("letter", "signed")]
EDITS = {
    "bytes_changed": tamper_pdf.flip_byte,
    "page_changed": tamper_pdf.overlay,
    "attachment_changed": tamper_pdf.replace_evidence,
    "page_added": tamper_pdf.add_page,
    "annotation_added": tamper_pdf.annotate,
    "form_filled": tamper_pdf.fill_form,
    "junk_appended": tamper_pdf.append_junk,
    "rewritten": tamper_pdf.save_anew,
    "truncated": lambda data: data[:-700],
}


@pytest.fixture
def letters():
    """The fourth kind, registered for one test."""
    rows = Letters()
    with SUBJECTS.lent(rows.kind):
        yield rows


@pytest.fixture
def signed(world, at, letters, pki_seal, monkeypatch):
    """signed(word, file) → something of that kind, signed as far as makes `file` due.

    What is sealed is so with the tests' own keys.
    """
    pki_seal(at, stamped_at=at)
    for module in (verification, checking, packages):
        monkeypatch.setattr(module, "trust_store", lambda: pki().trust())

    def begin(word: str, file: str = "") -> Subject:
        return BEFORE.get((word, file), CASES[word].sign)(world, at, letters)

    return begin


@pytest.fixture
def stored(signed, at):
    """stored(word) → the same, with every file that is due."""

    def store(word: str, file: str = "") -> Subject:
        subject = signed(word, file)
        for wait in FileWait.objects.filter(subject=subject.subject):
            make_file(subject=wait.subject, kind=wait.kind, at=at)
        return subject

    return store


def kind(word: str) -> SubjectKind:
    return SUBJECTS.get(word)


def faults(at: datetime) -> dict[str, str]:
    return {fault["code"]: fault["where"] for fault in check_everything(at=at).faults}


def bytes_of(subject: Subject) -> bytes:
    file = sealed_file(subject.subject)
    return vault.read(file.path, file.sha256)


def give(data: bytes, at: datetime, subject: Subject | None = None):
    file = BytesIO(data)
    file.size = len(data)
    return check_file(file=file, subject=subject, at=at)


def test_every_registered_kind_stands_in_this_contract(letters):
    assert {one.word for one in SUBJECTS} == set(CASES)
    assert [(one.word, file.word) for one in SUBJECTS for file in one.files] == [
        *FILES[:2],
        FILES[2],
        FILES[3],
    ]
    assert [one.word for one in SUBJECTS if one.sealed_kinds] == SEALED


@pytest.mark.parametrize("word", list(CASES))
def test_what_is_signed_is_found_and_nothing_contradicts_it(signed, word, at):
    subject = signed(word)
    assert subject.subject == f"{word}:{subject.code}"
    assert kind(word).find(subject.code).subject == subject.subject
    assert kind(word).find("ZZZZ-ZZZZ-ZZZZ-ZZZZ") is None
    assert kind(word).title(subject)
    record = record_for(subject, at)
    assert (record.chain_holds, record.contradictions, record.standing) == (True, (), "counts")
    assert faults(at + timedelta(hours=1)) == {}


@pytest.mark.parametrize("word", list(CASES))
def test_the_entries_of_its_chain_have_words(stored, word):
    entries = list(chain_of(stored(word).subject))
    assert entries
    words = {**OWN_EVENTS, **kind(word).events}
    assert [entry.kind for entry in entries if entry.kind not in words] == []
    assert [entry.label for entry in entries] == [str(words[entry.kind]) for entry in entries]


@pytest.mark.parametrize("word", list(CASES))
def test_a_falsified_row_is_named_by_night_and_at_the_check(stored, word, at):
    subject = stored(word)
    CASES[word].falsify(subject)
    assert faults(at + timedelta(hours=1))[CASES[word].name] == subject.subject
    verdict = check_code(subject=kind(word).find(subject.code), at=at)
    assert (verdict.holds, verdict.finding) == (False, CASES[word].name)


@pytest.mark.parametrize("word", list(CASES))
def test_a_falsified_chain_is_named(signed, word, at):
    subject = signed(word)
    with unguarded("evidence_evidenceentry"):
        chain_of(subject.subject).filter(seq=1).update(payload={"text": "x"})
    assert [fault.code for fault in broken_chains([subject.subject])] == [subject.subject]
    assert faults(at + timedelta(hours=1))["chain_broken"] == f"{subject.subject}/1"


@pytest.mark.parametrize(("word", "file"), FILES)
def test_a_file_is_waited_for_from_the_act_that_makes_it_due(signed, word, file, at):
    subject = signed(word, file)
    wait = FileWait.objects.get(subject=subject.subject, kind=file)
    assert (wait.since, wait.tries, wait.problem) == (at, 0, "")
    asked = {"subject": subject.subject, "kind": file}
    assert Job.objects.filter(name="evidence.make_file", arguments=asked).count() == 1
    due = next(one.due for one in kind(word).files if one.word == file)
    assert list(due()) == [subject.subject]


@pytest.mark.parametrize(("word", "file"), FILES)
def test_a_file_is_made_once_read_back_and_recorded(stored, word, file, at):
    subject = stored(word, file)
    row = file_of(subject.subject, file)
    data = vault.read(row.path, row.sha256)
    assert row.size == len(data)
    assert row.code == subject.code
    assert not FileWait.objects.filter(subject=subject.subject).exists()
    said = [one.payload for one in chain_of(subject.subject).filter(kind="sealed")]
    assert [one["sha256"] for one in said if one["document"] == file] == [row.sha256]
    is_sealed = file in kind(word).sealed_kinds
    assert (row.certificate is not None, row.timestamps.exists()) == (is_sealed, is_sealed)
    assert make_file(subject=subject.subject, kind=file, at=at + DAY) == row
    assert StoredFile.objects.filter(subject=subject.subject, kind=file).count() == 1


class Trouble(DomainError):
    code = "trouble"
    message = "没有配置证书"


@pytest.mark.parametrize(("word", "file"), FILES)
def test_a_file_that_fails_is_shown_swept_and_stored(
    signed, word, file, at, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(*_args):
        raise Trouble

    subject = signed(word, file)
    with monkeypatch.context() as broken:
        broken.setattr(storing, "_make", fail)
        with pytest.raises(Trouble):
            make_file(subject=subject.subject, kind=file, at=at)
    FileWait.objects.exclude(kind=file).delete()
    label = next(one.label for one in kind(word).files if one.word == file)
    (waiting,) = files_waiting()
    assert (waiting.label, waiting.count, waiting.oldest) == (str(label), 1, at)
    assert waiting.problems == (("没有配置证书", 1),)
    assert seal_trouble(at + timedelta(hours=1))
    assert sweep_files(at=at + timedelta(minutes=4)) == 0
    with django_capture_on_commit_callbacks(execute=True), time_machine.travel(at, tick=False):
        assert sweep_files(at=at + timedelta(minutes=5)) == 1
    assert file_of(subject.subject, file) is not None
    assert files_waiting() == ()
    assert not FileWait.objects.exists()
    assert sweep_files(at=at + DAY) == 0


@pytest.mark.parametrize("word", SEALED)
def test_an_altered_file_is_named_with_the_code_and_without(stored, word, at):
    subject = stored(word)
    data = bytes_of(subject)
    assert give(data, at, subject).finding == give(data, at).finding == "equal"
    for name, edit in EDITS.items():
        with_code, alone = give(edit(data), at, subject), give(edit(data), at)
        assert (with_code.holds, with_code.finding) == (False, name)
        assert (alone.holds, alone.finding) == (False, name)
        assert with_code.subject.subject == subject.subject


@pytest.mark.parametrize("word", SEALED)
def test_the_public_check_knows_it_by_code_and_by_file(stored, word, at):
    subject = stored(word)
    public = Client(headers={"accept-language": "zh-hans"})
    file = SimpleUploadedFile("a.pdf", bytes_of(subject), "application/pdf")
    with time_machine.travel(at, tick=False):
        by_code = public.get(reverse("verify_code", args=[subject.code]))
        by_file = public.post(reverse("verify"), {"file": file})
    assert by_code.context["verdict"].outcome == "on_file"
    assert by_file.context["verdict"].finding == "equal"
    for page in (by_code, by_file):
        assert subject.code in page.content.decode()


@pytest.mark.parametrize("word", SEALED)
def test_while_there_is_no_file_the_public_is_told_so(signed, word, at):
    subject = signed(word)
    page = Client(headers={"accept-language": "zh-hans"}).get(
        reverse("verify_code", args=[subject.code])
    )
    assert 'type="file"' not in page.content.decode()
    with override("zh-hans"):
        assert str(kind(word).facts(subject, at).waiting) in page.content.decode()


def test_of_what_has_no_public_facts_the_public_hears_nothing(signed):
    subject = signed("declaration")
    assert signed_subject(subject.code) is None
    assert Client().get(reverse("verify_code", args=[subject.code])).status_code == 404


@pytest.mark.parametrize("word", SEALED)
def test_the_offline_package_is_made_of_any_kind(stored, word, at, world):
    subject, by = stored(word), world.users["inspector"]
    archive = zipfile.ZipFile(io.BytesIO(make_package(subject=subject, by=by, at=at)))
    chain = json.loads(archive.read("chain.json"))
    assert chain["subject"] == subject.subject
    assert [one["body"]["kind"] for one in chain["entries"]][-1] == "sealed"
    assert json.loads(archive.read("evidence.json"))["document"]["code"] == subject.code
    words = archive.read("说明.txt").decode()
    for said in (kind(word).title(subject), subject.number, subject.code):
        assert said in words
    assert chain_of(subject.subject).last().payload == {"what": "package", "by": by.pk}


@pytest.mark.parametrize("word", SEALED)
def test_before_there_is_a_file_there_is_no_package(signed, word, at, world):
    with pytest.raises(NotSealedYet):
        make_package(subject=signed(word), by=world.users["inspector"], at=at)


@pytest.mark.parametrize("word", SEALED)
def test_a_late_timestamp_and_its_renewal_enter_the_chain(
    stored, word, at, settings, later_authority
):
    settings.TIMESTAMP_DEMO = True
    file = sealed_file(stored(word).subject)
    with unguarded("evidence_documenttimestamp"):
        file.timestamps.all().delete()
    wait_for_token(file=file, problem="", at=at)
    first = fetch_timestamp(wait_id=file.timestamp_wait.pk, at=at)
    late = first.valid_to - timedelta(days=100)
    later_authority(late)
    second = renew_timestamp(file_id=file.pk, at=late)
    assert [(row.number, row.place) for row in (first, second)] == [(1, "beside"), (2, "renewal")]
    stamps = chain_of(file.subject).filter(kind="stamped")
    assert [one.payload["number"] for one in stamps] == [1, 2]


@pytest.mark.parametrize(("word", "file"), FILES)
def test_what_the_night_finds_of_a_file(stored, word, file, at):
    subject = stored(word, file)
    assert faults(at + DAY) == {}
    row = file_of(subject.subject, file)
    path = Path(settings.PRIVATE_ROOT) / row.path
    path.write_bytes(b"%PDF-1.7 another")
    assert faults(at + DAY) == {"file_damaged": row.path}


@pytest.mark.parametrize(("word", "file"), FILES)
def test_the_row_of_a_file_is_held_against_its_evidence(stored, word, file, at):
    subject = stored(word, file)
    with unguarded("evidence_storedfile"):
        StoredFile.objects.filter(subject=subject.subject, kind=file).update(sha256="0" * 64)
    assert faults(at + DAY)["file_without_evidence"] == subject.subject
    with unguarded("evidence_storedfile", "evidence_documenttimestamp"):
        StoredFile.objects.get(kind=file).timestamps.all().delete()
        StoredFile.objects.filter(subject=subject.subject, kind=file).delete()
    found = faults(at + DAY)
    assert found["file_record_missing"] == subject.subject
    assert found["file_missing"] == f"{subject.subject} {file}"


@pytest.mark.parametrize(("word", "file"), FILES)
def test_a_file_that_no_entry_speaks_of_is_named(stored, word, file, at):
    subject = stored(word, file)
    with unguarded("evidence_evidenceentry"):
        chain_of(subject.subject).filter(kind="sealed").delete()
    assert faults(at + DAY)["file_without_evidence"] == subject.subject


@pytest.mark.parametrize(("word", "file"), FILES)
def test_a_file_that_is_a_day_late_is_named_and_so_is_a_wait_that_is_gone(signed, word, file, at):
    subject = signed(word, file)
    name = f"{subject.subject} {file}"
    FileWait.objects.exclude(kind=file).delete()
    late = check_everything(at=at + DAY + timedelta(minutes=1)).faults
    assert {"code": "file_late", "where": name} in late
    assert {"code": "file_missing", "where": name} not in late
    FileWait.objects.all().delete()
    assert {"code": "file_missing", "where": name} in check_everything(at=at).faults


def test_one_more_event_is_all_that_a_chain_needs(letters, at, db):
    letter = letters.sign("一封来函", at)
    record(Event(letter, "signed", at))
    assert chain_of(letter.subject).last().label == "signed by hand"
