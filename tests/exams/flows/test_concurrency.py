"""Two tabs, two workers, one attempt: what threads may do to each other, on a real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from exams.engine.lease import Claim
from exams.flows.answers import append_events
from exams.flows.attempts import start_attempt
from exams.flows.closing import submit_attempt
from exams.flows.refusals import LeaseHeld
from exams.flows.results import score_attempt
from exams.models.attempt import AnswerEvent, Attempt, LateEvent, Submission
from exams.models.result import Result, ScoreChange
from tests.casts import build_world
from tests.factories.exams import (
    CLIENT,
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    register,
)

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "page-of-the-holder"
THREADS = 6


@pytest.fixture
def sitting(at):
    world = build_world()
    sitting = make_sitting(make_paper(make_bank(world.city)), at)
    register(sitting, world.members["staff"])
    return sitting


@pytest.fixture
def member(sitting):
    return sitting.registrations.get().member


@pytest.fixture
def attempt(sitting, member, at):
    return make_attempt(sitting, member, at)


def together(work, count: int = THREADS) -> list:
    """work(0), work(1), … at the same time; what each returned or raised."""

    def run(number: int):
        try:
            return work(number)
        except Exception as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_the_same_batch_at_once_is_acknowledged_everywhere_and_written_once(attempt, at):
    events = [answer(n, 1, "ABCD"[n % 4]) for n in range(1, 6)]
    ids = {"attempt_id": attempt.pk, "user_id": attempt.member.user_id, "client": CLIENT}
    answers = together(lambda _number: append_events(**ids, events=events, at=at))
    assert [accepted.watermark for accepted in answers] == [5] * THREADS
    assert AnswerEvent.objects.count() == 5


def test_what_was_acknowledged_is_on_the_receipt_whatever_the_submit_races_with(attempt, at):
    """Promise 1: each save is acknowledged and counted, or told late and set aside."""
    user_id = attempt.member.user_id

    def work(number: int):
        client = f"client-test-{number}"
        if number == 0:
            return submit_attempt(
                attempt_id=attempt.pk, user_id=user_id, client=PAGE, last=0, at=at
            )
        counted, late = 0, 0
        for sequence in range(1, 9):
            told = append_events(
                attempt_id=attempt.pk,
                user_id=user_id,
                client=client,
                events=[answer(sequence, 1, "B", client=client)],
                claim=Claim(PAGE),
                at=at,
            )
            counted, late = counted + (not told.late), late + len(told.late)
        return counted, late

    receipt, *told = together(work)
    assert isinstance(receipt, Submission), receipt
    assert sum(counted for counted, _ in told) == receipt.events == AnswerEvent.objects.count()
    assert sum(late for _, late in told) == LateEvent.objects.count()


def test_of_two_pages_that_open_at_once_one_may_write(attempt, at):
    user_id = attempt.member.user_id

    def work(number: int):
        claim = Claim(f"page-number-{number}", opened=True)
        try:
            append_events(
                attempt_id=attempt.pk,
                user_id=user_id,
                client=claim.by,
                events=[],
                claim=claim,
                at=at,
            )
        except LeaseHeld:
            return None
        return claim.by

    won = [name for name in together(work) if name]
    attempt.refresh_from_db()
    assert won == [attempt.holder]


def test_starting_at_once_makes_one_attempt(sitting, member, at):
    started = together(lambda _number: start_attempt(sitting=sitting, member=member, at=at))
    assert len({attempt.pk for attempt, _begun in started}) == 1
    assert [begun for _attempt, begun in started].count(True) == 1


def test_submitting_at_once_gives_one_receipt(attempt, at):
    ids = {"attempt_id": attempt.pk, "user_id": attempt.member.user_id, "client": CLIENT}
    receipts = together(lambda _number: submit_attempt(**ids, last=0, at=at))
    assert len({receipt.number for receipt in receipts}) == 1
    assert Submission.objects.count() == 1


def test_scoring_at_once_scores_once(attempt, at):
    Attempt.objects.filter(pk=attempt.pk).update(
        state="submitted", submitted_at=at + timedelta(minutes=1)
    )
    results = together(lambda _number: score_attempt(attempt_id=attempt.pk, at=at))
    assert len({result.pk for result in results}) == 1
    assert (ScoreChange.objects.count(), Result.objects.count()) == (1, 1)
