from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import ModelLogEntry

from exams.flows.answers import append_events
from exams.flows.closing import submit_attempt
from exams.flows.results import (
    NothingToRelease,
    NotSubmitted,
    Scored,
    keep_scores,
    release_results,
    score_again,
    score_attempt,
)
from exams.flows.sweeping import Swept, sweep_attempts
from exams.models.result import Result, ScoreChange
from exams.queries.runs import answers_of, machine_scores
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
from tests.locks import HalfWay

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


class TestOneScoring:
    def test_the_machine_s_words_are_the_first_change(self, sat, at):
        attempt = sat(2, kinds=("single", "judgement", "case"))
        score_attempt(attempt_id=attempt.pk, at=at)
        change = ScoreChange.objects.get()
        assert (change.number, change.cause, change.at, change.by) == (1, "scored", at, None)
        assert change.scores == {"1": "10.00", "2": "10.00", "3": "0"}
        assert Result.objects.get().scored_at == at

    def test_the_attempt_is_held_before_its_result_is_written(self, sat, at, holds):
        attempt = sat(3)
        holds.clear()
        score_attempt(attempt_id=attempt.pk, at=at)
        assert holds == ["exams.Attempt", "exams.Result"]

    def test_a_failure_half_way_leaves_no_score(self, sat, at, fails):
        attempt = sat(3)
        fails("exams.flows.results.Result.objects.update_or_create")
        with pytest.raises(HalfWay):
            score_attempt(attempt_id=attempt.pk, at=at)
        assert not ScoreChange.objects.exists()


class TestScoringAgain:
    def test_each_scoring_is_one_more_change(self, sat, world, at):
        attempt, by = sat(3), world.users["trainer"]
        score_attempt(attempt_id=attempt.pk, at=at)
        later = at + timedelta(hours=1)
        for _ in range(2):
            result = score_again(attempt=attempt, cause=ScoreChange.Cause.LATE, by=by, at=later)
        rows = ScoreChange.objects.order_by("number").values_list("number", "cause", "by", "at")
        assert list(rows) == [
            (1, "scored", None, at),
            (2, "late", by.pk, later),
            (3, "late", by.pk, later),
        ]
        assert (result, result.scored_at) == (Result.objects.get(), later)

    def test_what_was_never_scored_begins_with_one(self, sat, world, at):
        cause = ScoreChange.Cause.LATE
        score_again(attempt=sat(3), cause=cause, by=world.users["trainer"], at=at)
        change = ScoreChange.objects.get()
        assert (change.number, change.scores["1"]) == (1, "10.00")

    def test_a_failure_half_way_leaves_the_score_as_it_was(self, sat, world, at, fails):
        attempt = sat(3)
        fails("exams.flows.results.Result.objects.update_or_create")
        with pytest.raises(HalfWay):
            score_again(
                attempt=attempt, cause=ScoreChange.Cause.LATE, by=world.users["trainer"], at=at
            )
        assert not ScoreChange.objects.exists()


class TestManyAtOnce:
    def scored(self, attempt, at):
        return Scored(attempt, machine_scores(attempt, answers_of(attempt.pk)), at)

    def test_they_are_what_one_by_one_would_have_been(self, sat, at):
        attempt = sat(2, kinds=("single", "judgement", "case"))
        other = sat(3, kinds=("single", "judgement", "case"), who="neighbour")
        later = at + timedelta(minutes=1)
        assert keep_scores(scored=[self.scored(attempt, at), self.scored(other, later)]) == 2
        names = ("attempt_id", "state", "raw", "maximum", "percent", "passed", "scored_at")
        kept = Result.objects.order_by("attempt_id").values_list(*names, "released_at")
        assert list(kept) == [
            (attempt.pk, "final", Decimal(20), Decimal(30), Decimal("66.67"), True, at, None),
            (other.pk, "pending", Decimal(20), Decimal(30), Decimal("66.67"), None, later, None),
        ]
        changes = ScoreChange.objects.order_by("attempt_id")
        assert list(changes.values_list("number", "cause", "scores", "at", "by")) == [
            (1, "scored", {"1": "10.00", "2": "10.00", "3": "0"}, at, None),
            (1, "scored", {"1": "10.00", "2": "10.00", "3": None}, later, None),
        ]

    def test_a_failure_half_way_keeps_none(self, sat, at, fails):
        row = self.scored(sat(3), at)
        fails("exams.flows.results.Result.objects.bulk_create")
        with pytest.raises(HalfWay):
            keep_scores(scored=[row])
        assert not ScoreChange.objects.exists()


class TestReleasing:
    def test_the_sitting_is_held_and_what_is_said_is_kept(self, sat, world, at, holds):
        attempt, by = sat(3), world.users["trainer"]
        score_attempt(attempt_id=attempt.pk, at=at)
        holds.clear()
        release = release_results(sitting=attempt.sitting, user=by, at=at)
        assert holds[0] == "exams.Sitting"
        assert (release.sitting, release.results, release.at, release.by) == (
            attempt.sitting,
            1,
            at,
            by,
        )
        entry = ModelLogEntry.objects.get(action="exams.release_results")
        assert (entry.user, entry.data) == (by, {"results": 1})

    def test_another_sitting_and_what_was_released_before_are_left_alone(self, sat, at):
        attempt, elsewhere = sat(3), sat(3, who="neighbour")
        for row in (attempt, elsewhere):
            score_attempt(attempt_id=row.pk, at=at)
        release_results(sitting=attempt.sitting, user=None, at=at)
        later = sat(2, who="stranger", sitting=attempt.sitting)
        score_attempt(attempt_id=later.pk, at=at)
        again = release_results(sitting=attempt.sitting, user=None, at=at + timedelta(days=1))
        assert again.results == 1
        moments = dict(Result.objects.values_list("attempt", "released_at"))
        assert moments == {
            attempt.pk: at,
            elsewhere.pk: None,
            later.pk: at + timedelta(days=1),
        }

    def test_a_given_back_attempt_is_not_released_with_the_one_that_goes_on(self, sat, world, at):
        attempt = sat(3)
        score_attempt(attempt_id=attempt.pk, at=at)
        make_attempt(attempt.sitting, attempt.member, at, number=2, continues=attempt)
        with pytest.raises(NothingToRelease):
            release_results(sitting=attempt.sitting, user=None, at=at)

    def test_a_pass_of_a_practice_exam_is_no_fact(self, sat, at):
        attempt = sat(3, release_policy="immediate")
        attempt.sitting.exam.practice = True
        attempt.sitting.exam.save()
        assert score_attempt(attempt_id=attempt.pk, at=at).released_at == at
        assert not Credential.objects.exists()

    def test_the_fact_is_of_the_day_and_bears_the_title(self, sat, at):
        attempt = sat(3, release_policy="immediate", ceiling=Decimal(80))
        score_attempt(attempt_id=attempt.pk, at=at)
        fact = Credential.objects.get()
        assert (fact.title, fact.earned_at, fact.value) == (attempt.sitting.title, at, Decimal(80))

    def test_a_failure_half_way_releases_nothing(self, sat, at, fails):
        attempt = sat(3)
        score_attempt(attempt_id=attempt.pk, at=at)
        fails("exams.flows.results.log")
        with pytest.raises(HalfWay):
            release_results(sitting=attempt.sitting, user=None, at=at)
        assert Result.objects.get().released_at is None
        assert not Credential.objects.exists()
