from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from exams.flows.answers import append_events
from exams.flows.closing import submit_attempt
from exams.flows.results import (
    NothingToRelease,
    NotSubmitted,
    release_results,
    score_attempt,
)
from exams.flows.sweeping import Swept, sweep_attempts
from exams.models.result import Result, ScoreChange
from staff.models.standing import Credential
from tests.factories.exams import (
    CLIENT,
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    right_answer,
)

KINDS = ("single", "multiple", "blank")


@pytest.fixture
def bank(world):
    return make_bank(world.city)


def hand_in(attempt, at, kinds, right):
    """Answer the first `right` items rightly and hand in."""
    events = [answer(n, n, *right_answer(kind)) for n, kind in enumerate(kinds[:right], start=1)]
    ids = {"attempt_id": attempt.pk, "user_id": attempt.member.user_id, "client": CLIENT}
    append_events(**ids, events=events, at=at)
    return submit_attempt(**ids, last=len(events), at=at)


@pytest.fixture
def sat(bank, world, at):
    """sat(right, **sitting) → a handed-in attempt with that many right answers."""

    def make(right, kinds=KINDS, who="staff", **values):
        sitting = values.pop("sitting", None)
        sitting = sitting or make_sitting(make_paper(bank, kinds), at, **values)
        attempt = make_attempt(sitting, world.members[who], at)
        hand_in(attempt, at, kinds, right)
        return attempt

    return make


@pytest.mark.parametrize(
    ("right", "raw", "passed"), [(3, "30", True), (2, "20", True), (1, "10", False)]
)
def test_scoring(sat, at, right, raw, passed):
    result = score_attempt(attempt_id=sat(right).pk, at=at)
    assert (result.raw, result.maximum, result.passed) == (Decimal(raw), Decimal(30), passed)
    assert (result.state, result.released_at) == ("final", None)


def test_scoring_happens_once(sat, at):
    attempt = sat(3)
    first = score_attempt(attempt_id=attempt.pk, at=at)
    assert score_attempt(attempt_id=attempt.pk, at=at + timedelta(hours=1)) == first
    assert (ScoreChange.objects.count(), Result.objects.count()) == (1, 1)
    assert ScoreChange.objects.get().scores == {"1": "10.00", "2": "10.00", "3": "10.00"}


def test_an_open_attempt_is_not_scored(bank, world, at):
    attempt = make_attempt(make_sitting(make_paper(bank), at), world.members["staff"], at)
    with pytest.raises(NotSubmitted):
        score_attempt(attempt_id=attempt.pk, at=at)


def test_a_case_waits_for_marking_and_is_not_released(sat, at):
    attempt = sat(2, kinds=("single", "case"), release_policy="immediate")
    result = score_attempt(attempt_id=attempt.pk, at=at)
    assert (result.state, result.passed, result.released_at) == ("pending", None, None)
    with pytest.raises(NothingToRelease):
        release_results(sitting=attempt.sitting, user=None, at=at)


def test_an_unanswered_case_needs_no_marker(sat, at):
    result = score_attempt(attempt_id=sat(1, kinds=("single", "case")).pk, at=at)
    assert (result.state, result.raw) == ("final", Decimal(10))


def test_immediate_release_leaves_the_fact_on_the_person(sat, at):
    attempt = sat(3, release_policy="immediate")
    assert score_attempt(attempt_id=attempt.pk, at=at).released_at == at
    (fact,) = Credential.objects.all()
    assert (fact.kind, fact.code) == ("exam", f"exam:{attempt.sitting.exam_id}")
    assert (fact.value, fact.member) == (Decimal(100), attempt.member)
    assert fact.source == f"exam:{attempt.sitting_id}:{attempt.member_id}"


def test_a_fail_leaves_no_fact(sat, at):
    score_attempt(attempt_id=sat(0, release_policy="immediate").pk, at=at)
    assert Credential.objects.count() == 0


def test_release_takes_all_final_results_and_only_those(sat, world, bank, at):
    attempt = sat(3)
    other = sat(0, who="neighbour", sitting=attempt.sitting)
    for row in (attempt, other):
        score_attempt(attempt_id=row.pk, at=at)
    later = at + timedelta(days=1)
    release = release_results(sitting=attempt.sitting, user=world.users["trainer"], at=later)
    assert release.results == 2
    assert set(Result.objects.values_list("released_at", flat=True)) == {later}
    assert Credential.objects.get().member == attempt.member
    with pytest.raises(NothingToRelease):
        release_results(sitting=attempt.sitting, user=None, at=later)


def test_the_sweeper_closes_and_scores_and_then_finds_nothing(bank, world, at):
    sitting = make_sitting(make_paper(bank), at)
    running = make_attempt(sitting, world.members["staff"], at)
    make_attempt(
        sitting, world.members["neighbour"], at - timedelta(hours=2),
        deadline_at=at - timedelta(hours=1),
    )  # fmt: skip
    assert sweep_attempts(at=at) == Swept(closed=1, scored=1)
    assert sweep_attempts(at=at) == Swept(closed=0, scored=0)
    running.refresh_from_db()
    assert running.is_open


def test_one_broken_attempt_does_not_hold_up_the_others(sat, at, monkeypatch, caplog):
    attempt = sat(3)
    other = sat(2, who="neighbour", sitting=attempt.sitting)

    def score(*, attempt_id, at):
        if attempt_id == attempt.pk:
            raise RuntimeError
        return score_attempt(attempt_id=attempt_id, at=at)

    monkeypatch.setattr("exams.flows.sweeping.score_attempt", score)
    assert sweep_attempts(at=at) == Swept(closed=0, scored=1)
    assert Result.objects.get().attempt == other
    assert "sweep failed" in caplog.text


def test_score_changes_cannot_be_changed(sat, at):
    score_attempt(attempt_id=sat(3).pk, at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreChange.objects.update(scores={})
