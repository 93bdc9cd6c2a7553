"""What an attempt holds, and that the budget asks for it only when much has come."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams.adapters.pace import forget, note_tally
from exams.engine.budget import MUCH, OPENINGS, Tally, order
from exams.engine.lease import Claim
from exams.engine.wire import Beat
from exams.flows import presence
from exams.flows.refusals import BudgetSpent
from exams.models.attempt import AttemptEvent
from exams.queries.tallies import leavings_of, tally_of
from tests.factories.exams import CLIENT, answer, make_attempt, save

OTHER = "other-client"


@pytest.fixture
def attempt(sitting, world, at):
    return make_attempt(sitting, world.members["staff"], at)


def test_log_and_late_lane_are_counted_together(attempt, at):
    events = [answer(1, 1, "A"), answer(2, 2, "托底线")]
    save(attempt, at, *events, claim=Claim(CLIENT, opened=True))
    late = [answer(1, 1, "B", client=OTHER)]
    save(attempt, at, *late, client=OTHER)
    tally = tally_of(attempt.pk)
    assert (tally.events, tally.openings, tally.whole) == (3, 1, True)
    assert tally.clients == {CLIENT, OTHER}
    if connection.vendor == "sqlite":
        sizes = order("", [*events, *late], opens=False).size
        assert tally.size == sizes


def test_a_process_that_has_seen_little_asks_nothing_and_one_that_has_seen_much_asks_all(
    attempt, at
):
    """Many openings, told to other processes, count as soon as this one has seen its share."""
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt=attempt, kind=AttemptEvent.Kind.OPENED, at=at)
        for _ in range(OPENINGS - 1)
    )
    share = OPENINGS // MUCH
    for _ in range(share):
        save(attempt, at, claim=Claim(CLIENT, opened=True))
    with pytest.raises(BudgetSpent) as refusal:
        save(attempt, at, claim=Claim(CLIENT, opened=True))
    assert refusal.value.details == {"spent": "too_many_loads"}
    assert save(attempt, at, answer(1, 1, "A")).watermark == 1  # who writes already goes on


def test_after_a_restart_the_first_saves_ask_nothing(attempt, at):
    save(attempt, at, answer(1, 1, "A"))
    forget()
    with CaptureQueriesContext(connection) as queries:
        save(attempt, at, answer(2, 1, "B"))
    assert not any("SUM(" in query["sql"] for query in queries)


def test_a_refused_order_keeps_nobody_waiting(attempt, at):
    note_tally(attempt.pk, Tally(openings=OPENINGS, whole=True))
    with CaptureQueriesContext(connection) as queries, pytest.raises(BudgetSpent):
        save(attempt, at, claim=Claim(CLIENT, opened=True))
    assert len(queries) == 0


def test_times_away_are_noted_as_long_as_there_is_room(attempt, at, monkeypatch):
    monkeypatch.setattr(presence, "LEAVINGS", 5)
    for _ in range(3):
        beat = Beat(CLIENT, 0, visible=True, away=(3, 4))
        presence.note_leaving(attempt_id=attempt.pk, sign=beat, at=at)
    assert leavings_of(attempt.pk) == 5
