from datetime import timedelta
from decimal import Decimal

import pytest

from exams.flows.results import release_results, score_attempt
from exams.models.result import Release, Result, ScoreChange
from tests.factories.exams import submit
from tests.rows import assert_append_only, refused


@pytest.fixture
def result(attempt, at):
    submit(attempt, at)
    score_attempt(attempt_id=attempt.pk, at=at)
    return Result.objects.get()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "final", "passed": None}, "result_pending_is_not_released"),
        ({"state": "pending", "passed": True}, "result_pending_is_not_released"),
        ({"percent": Decimal("-0.01")}, "result_per_cent"),
        ({"percent": Decimal("100.01")}, "result_per_cent"),
    ],
)
def test_a_result_that_cannot_be_is_refused(result, values, constraint):
    with refused(constraint):
        Result.objects.filter(pk=result.pk).update(**values)


def test_what_waits_for_marking_is_not_released(result, at):
    with refused("result_pending_is_not_released"):
        Result.objects.filter(pk=result.pk).update(state="pending", passed=None, released_at=at)


def test_an_attempt_has_one_result(result, attempt, at):
    with refused("attempt_id"):
        Result.objects.create(
            attempt=attempt, state="pending", raw=0, maximum=1, percent=0, scored_at=at
        )


def test_released_is_from_its_moment_on(result, attempt, world, at):
    assert list(Result.objects.final()) == [result]
    assert not Result.objects.released(at).exists()
    release_results(sitting=attempt.sitting, user=world.users["trainer"], at=at)
    assert list(Result.objects.released(at)) == [result]
    assert not Result.objects.released(at - timedelta(seconds=1)).exists()
    assert_append_only(Release.objects.get(), results=0)
    assert str(Release.objects.get()).endswith("2026-11-23")


def test_scores_are_facts_and_numbered(result, attempt, at):
    change = ScoreChange.objects.get()
    assert_append_only(change, scores={})
    with refused("scorechange_number_once"):
        ScoreChange.objects.create(attempt=attempt, number=1, cause="late", scores={}, at=at)
    assert str(change) == f"{attempt.pk} #1 scored"
    assert (result.is_final, str(result)) == (True, f"{attempt.pk}: 0.00")
