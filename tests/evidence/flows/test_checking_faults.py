"""How the nightly walk names what it finds: in which order, how much of it, and to whom."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from evidence.engine.findings import Certificate, Flaw, Inspection
from evidence.flows import checking
from evidence.flows.anchors import make_roots
from evidence.flows.chain import Event, record
from evidence.flows.checking import check_everything, due_faults, seal_faults
from evidence.models.anchor import EvidenceCheck, EvidenceRoot
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.roots import root_faults
from pledges.rounds.models.events import PledgeEvent
from tests.evidence.models.test_stored import make_stored
from tests.evidence.tamper import unguarded

DAY = timedelta(days=1)
AT = datetime(2026, 11, 23, tzinfo=UTC)
CERTIFICATE = Certificate("seal", "root", "1", "f" * 64, AT, AT, b"", is_trusted=True)
FOUND = Inspection(
    1, "a" * 64, signatures=1, covers_all=True, certificate=CERTIFICATE, evidence_sha256="e" * 64
)
STORED = StoredFile(subject="letter:A", evidence="e" * 64, certificate_id=7)


def told(found=FOUND, stored=STORED, has_trust=True) -> list[str]:
    return list(seal_faults(found, stored, has_trust=has_trust))


class TestOneFile:
    def test_a_whole_one_has_none(self):
        assert told() == []

    def test_evidence_exchanged_is_named(self):
        assert told(replace(FOUND, evidence_sha256="d" * 64)) == ["evidence_exchanged"]

    def test_no_evidence_inside_is_another_matter(self):
        assert told(replace(FOUND, evidence_sha256="")) == []
        other = replace(FOUND, evidence_sha256="d" * 64)
        assert told(other, StoredFile(subject="letter:A", certificate_id=7)) == []

    def test_a_lost_seal_is_named_where_there_was_one(self):
        bare = replace(FOUND, signatures=0, certificate=None)
        assert told(bare) == ["seal_missing"]
        assert told(bare, StoredFile(subject="letter:A", evidence="e" * 64)) == []

    def test_every_fault_of_a_file_is_named(self):
        broken = replace(FOUND, flaws=(Flaw.PAGE_ADDED, Flaw.CERTIFICATE_REVOKED))
        assert told(broken) == ["page_added", "certificate_revoked"]

    def test_without_anybody_to_believe_nothing_is_said_of_the_authority(self):
        unknown = replace(FOUND, flaws=(Flaw.AUTHORITY_UNKNOWN,))
        assert told(unknown) == ["authority_unknown"]
        assert told(unknown, has_trust=False) == []


class TestDays:
    def test_roots_are_walked_from_the_first_day_on(self, opened, at):
        for days in range(3):
            record(Event(opened, PledgeEvent.OPENED, at + days * DAY))
        assert len(make_roots(at=at + 4 * DAY)) == 3
        assert list(root_faults()) == []
        with unguarded("evidence_evidenceroot"):
            EvidenceRoot.objects.update(root="0" * 64)
        days = [f"{at + days * DAY:%Y-%m-%d}" for days in range(3)]
        assert [fault.where for fault in root_faults() if fault.code == "day_changed"] == days
        assert check_everything(at=at + 4 * DAY).roots == 3

    def test_a_day_is_finished_half_an_hour_after_its_end(self, opened, at):
        midnight = (at + DAY).replace(hour=0)
        settled = midnight + timedelta(minutes=30)
        assert make_roots(at=settled - timedelta(seconds=1)) == []
        assert len(make_roots(at=settled)) == 1


class TestFilesThatAreDue:
    def test_a_wait_is_late_after_a_day_and_not_before(self, db, at):
        FileWait.objects.create(subject="letter:A", kind="signed", since=at, next_at=at)
        assert list(due_faults(at + DAY)) == []
        (fault,) = due_faults(at + DAY + timedelta(seconds=1))
        assert (fault.code, fault.where) == ("file_late", "letter:A signed")


@pytest.fixture
def many(db, monkeypatch):
    """many(n): a walk that finds so many faults."""

    def find(number):
        faults = [checking.Fault("text_changed", f"envelope:{n}") for n in range(number - 1)]
        faults.append(checking.Fault("day_changed", "2026-11-23"))
        monkeypatch.setattr(checking, "row_faults", lambda: iter(faults))

    return find


class TestTheAlarm:
    def test_each_name_is_counted_and_two_hundred_are_listed(
        self, many, at, settings, django_capture_on_commit_callbacks
    ):
        settings.EVIDENCE_ALARM_EMAILS = ["audit@example.org"]
        many(203)
        with django_capture_on_commit_callbacks(execute=True):
            check = check_everything(at=at)
        (letter,) = mail.outbox
        lines = letter.body.splitlines()
        assert lines[:3] == ["day_changed: 1", "text_changed: 202", ""]
        assert lines[3] == "text_changed: envelope:0"
        assert len(lines) == 3 + 200
        assert "203" in letter.subject
        assert letter.to == ["audit@example.org"]
        assert len(check.faults) == 203

    def test_the_log_names_twenty(self, many, at, caplog, django_capture_on_commit_callbacks):
        many(30)
        with (
            caplog.at_level(logging.ERROR),
            django_capture_on_commit_callbacks(execute=True),
        ):
            check_everything(at=at)
        (line,) = [one for one in caplog.records if one.message == "evidence does not hold"]
        assert len(line.faults) == 20
        assert mail.outbox == []

    def test_a_letter_that_cannot_go_does_not_undo_the_check(
        self, many, at, settings, fails, django_capture_on_commit_callbacks
    ):
        settings.EVIDENCE_ALARM_EMAILS = ["audit@example.org"]
        many(1)
        fails("evidence.flows.checking.send_mail")
        with django_capture_on_commit_callbacks(execute=False) as later:
            check = check_everything(at=at)
        assert len(later) == 1
        assert EvidenceCheck.objects.get() == check

    def test_nobody_is_told_of_nothing(self, db, at, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=False) as later:
            check = check_everything(at=at)
        assert (later, check.holds) == ([], True)


def test_a_check_says_what_it_read(db, at):
    make_stored(at)
    check = check_everything(at=at)
    assert (check.at, check.documents, check.entries, check.roots) == (at, 1, 0, 0)
    codes = {fault["code"] for fault in check.faults}
    assert codes == {"file_without_evidence", "row_without_evidence", "file_damaged"}
