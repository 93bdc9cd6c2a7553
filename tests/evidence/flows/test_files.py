from datetime import timedelta

import pytest
from django.db import transaction

from cms.lib.errors import DomainError
from cms.models.jobs import Job
from evidence.flows import files, storing
from evidence.flows.files import (
    BATCH,
    LONGEST_PAUSE,
    expect_file,
    expect_no_file,
    make_file,
    sweep_files,
)
from evidence.models.stored import FileWait
from evidence.subjects import SUBJECTS
from tests.evidence.letters import Letters
from tests.evidence.models.test_stored import make_stored
from tests.locks import HalfWay

MINUTE = timedelta(minutes=1)


class Trouble(DomainError):
    code = "trouble"
    message = "x" * 300


@pytest.fixture
def letters(db):
    rows = Letters()
    with SUBJECTS.lent(rows.kind):
        yield rows


def test_what_is_expected_is_waited_for_and_asked_for(db, at):
    expect_file(subject="letter:A", kind="signed", at=at)
    wait = FileWait.objects.get()
    assert (wait.since, wait.next_at, wait.tries) == (at, at + 5 * MINUTE, 0)
    job = Job.objects.get()
    assert (job.name, job.arguments) == (
        "evidence.make_file",
        {"subject": "letter:A", "kind": "signed"},
    )


def test_asking_again_keeps_the_first_wait_and_asks_a_worker_again(db, at):
    expect_file(subject="letter:A", kind="signed", at=at)
    FileWait.objects.update(problem="缺字", tries=3)
    expect_file(subject="letter:A", kind="signed", at=at + 10 * MINUTE)
    wait = FileWait.objects.get()
    assert (wait.since, wait.tries, wait.problem) == (at, 3, "缺字")
    assert Job.objects.count() == 2


def test_what_is_rolled_back_waits_for_nothing(db, at):
    @transaction.atomic
    def fail():
        expect_file(subject="letter:A", kind="signed", at=at)
        raise Trouble

    with pytest.raises(Trouble):
        fail()
    assert (FileWait.objects.count(), Job.objects.count()) == (0, 0)


def test_what_ended_before_its_file_was_made_waits_no_more(db, at):
    expect_file(subject="letter:A", kind="signed", at=at)
    expect_file(subject="letter:A", kind="paper", at=at)
    expect_no_file(subject="letter:A", kind="signed")
    assert FileWait.objects.get().kind == "paper"


def test_a_refusal_is_noted_on_the_wait_and_raised(letters, at, monkeypatch):
    def refuse(_paper, _at):
        raise Trouble

    letter = letters.sign("一封来函", at)
    monkeypatch.setattr("evidence.flows.storing._make", refuse)
    with pytest.raises(Trouble):
        make_file(subject=letter.subject, kind="signed", at=at)
    assert FileWait.objects.get().problem == "x" * 200


def test_what_is_not_due_any_more_is_not_waited_for(letters, at, monkeypatch):
    letter = letters.sign("一封来函", at)
    monkeypatch.setattr(storing, "_store", lambda *_: None)
    assert make_file(subject=letter.subject, kind="signed", at=at) is None
    assert not FileWait.objects.exists()


def test_a_wait_for_a_file_that_is_there_goes(letters, at):
    letter = letters.sign("一封来函", at)
    row = make_stored(at, subject=letter.subject)
    assert make_file(subject=letter.subject, kind="signed", at=at) == row
    assert not FileWait.objects.exists()


def test_a_chain_without_a_paper_has_no_file_to_make(db, at):
    with pytest.raises(KeyError):
        make_file(subject="round:1", kind="signed", at=at)


def test_the_pause_doubles_up_to_six_hours(db, at):
    FileWait.objects.create(subject="letter:A", kind="signed", since=at, next_at=at)
    pauses, moment = [], at
    for _ in range(9):
        assert sweep_files(at=moment) == 1
        wait = FileWait.objects.get()
        pauses.append((wait.next_at - moment) // MINUTE)
        assert sweep_files(at=wait.next_at - timedelta(seconds=1)) == 0
        moment = wait.next_at
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert LONGEST_PAUSE == 360 * MINUTE
    assert BATCH == 100  # what a fresh signature may have to wait behind
    assert FileWait.objects.get().tries == 9


def test_a_backlog_is_asked_for_in_batches_the_longest_due_first(db, at, monkeypatch):
    FileWait.objects.bulk_create(
        FileWait(subject=f"letter:{n}", kind="signed", since=at, next_at=at + n * MINUTE)
        for n in range(BATCH + 2)
    )
    asked = []
    monkeypatch.setattr(files, "enqueue", lambda name, **ids: asked.append(ids["subject"]))
    late = at + (BATCH + 10) * MINUTE
    assert sweep_files(at=late) == BATCH
    assert (asked[0], asked[-1]) == ("letter:0", f"letter:{BATCH - 1}")
    assert sweep_files(at=late) == 2
    assert sweep_files(at=late) == 0


def test_many_are_expected_at_once_without_asking_for_each(db, at):
    FileWait.objects.create(subject="letter:A", kind="signed", since=at, next_at=at + MINUTE)
    later = at + 2 * MINUTE
    files.expect_later(
        due=[("letter:A", "signed", later), ("letter:B", "signed", later), ("letter:B", "form", at)]
    )
    rows = FileWait.objects.order_by("subject", "kind")
    assert list(rows.values_list("subject", "kind", "since", "next_at")) == [
        ("letter:A", "signed", at, at + MINUTE),
        ("letter:B", "form", at, at),
        ("letter:B", "signed", later, later),
    ]
    assert Job.objects.count() == 0


def test_a_refusal_is_noted_on_its_own_wait_alone(letters, at, monkeypatch):
    letter = letters.sign("一封来函", at)
    expect_file(subject=letter.subject, kind="form", at=at)
    expect_file(subject="letter:B", kind="signed", at=at)

    def refuse(_paper, _at):
        raise Trouble

    monkeypatch.setattr("evidence.flows.storing._make", refuse)
    with pytest.raises(Trouble):
        make_file(subject=letter.subject, kind="signed", at=at)
    troubled = FileWait.objects.exclude(problem="")
    assert [(wait.subject, wait.kind) for wait in troubled] == [(letter.subject, "signed")]


@pytest.mark.parametrize(
    "flow",
    [
        lambda at: expect_file(subject="letter:B", kind="signed", at=at),
        lambda at: sweep_files(at=at),
    ],
    ids=["expect", "sweep"],
)
def test_a_failure_half_way_leaves_no_wait_and_no_try(db, at, fails, flow):
    FileWait.objects.create(subject="letter:A", kind="signed", since=at, next_at=at)
    fails("evidence.flows.files.enqueue")
    with pytest.raises(HalfWay):
        flow(at)
    assert [(wait.subject, wait.tries) for wait in FileWait.objects.all()] == [("letter:A", 0)]
