"""The demo's bulk rows must be what the flows would have written."""

import pytest

from cms.lib.demo import Demo
from exams.demo.attempts import Runs
from exams.engine.log import log_digest
from exams.flows.results import as_json, outcome_of
from exams.models.attempt import Attempt
from exams.queries.runs import answers_of, events_of, machine_scores
from tests.factories.exams import make_bank, make_paper, make_sitting, register

KINDS = ("single", "multiple", "judgement", "blank", "case")


@pytest.fixture
def played(world, at):
    sitting = make_sitting(make_paper(make_bank(world.city), KINDS), at, title="场次")
    members = [world.members[name] for name in ("staff", "coordinator", "neighbour", "stranger")]
    register(sitting, *members)
    Runs(Demo(at=at, say=print), sitting).play(members)
    return sitting


def test_scores_results_and_receipts_agree_with_the_flows(played):
    attempts = Attempt.objects.select_related("sitting__paper", "result", "receipt")
    assert attempts.count() == 4
    for attempt in attempts:
        present = answers_of(attempt.pk)
        scores = machine_scores(attempt, present)
        change = attempt.score_changes.get()
        assert change.scores == as_json({row.position: row.score for row in scores})
        outcome = outcome_of(attempt)
        assert (attempt.result.raw, attempt.result.passed) == (outcome.raw, outcome.passed)
        assert attempt.receipt.digest == log_digest(events_of(attempt.pk))
        assert attempt.receipt.answered == present.answered


def test_times_are_in_order(played):
    for attempt in Attempt.objects.all():
        moments = [event.received_at for event in attempt.answer_events.all()]
        assert moments == sorted(moments)
        assert attempt.started_at < moments[0]
        assert moments[-1] < attempt.submitted_at <= attempt.deadline_at
        assert played.opens_at < attempt.started_at


def test_the_same_moment_gives_the_same_rows(played, at):
    tokens = set(Attempt.objects.values_list("public_id", flat=True))
    again = Runs(Demo(at=at, say=print), played)
    members = [attempt.member for attempt in Attempt.objects.order_by("pk")]
    assert {again._run(member).attempt.public_id for member in members} == tokens
