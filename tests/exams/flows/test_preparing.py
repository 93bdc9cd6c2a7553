"""A prepared row is nobody's attempt until it is begun."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from exams.flows.attempts import start_attempt
from exams.flows.invigilation import defer, give_back
from exams.flows.preparing import AHEAD, AlreadyOpen, prepare_due, prepare_sitting
from exams.flows.refusals import NoAttemptLeft, SittingNotOpen
from exams.flows.sweeping import sweep_attempts
from exams.models.attempt import Attempt, AttemptEvent
from exams.models.sitting import Registration
from exams.queries.candidate import sitting_cards
from exams.queries.invigilation import Where, live_sittings, seats_of
from exams.queries.preparing import prepared_count
from exams.queries.registers import outcome_code, register_rows, sitting_counts
from tests.factories.exams import make_bank, make_paper, make_sitting, register, submit
from tests.factories.staff import make_member


@pytest.fixture
def sitting(world, at):
    """Opens in ten minutes; three are registered."""
    sitting = make_sitting(
        make_paper(make_bank(world.city)), at, opens_at=at + timedelta(minutes=10)
    )
    register(sitting, *(world.members[name] for name in ("staff", "coordinator", "neighbour")))
    return sitting


def prepare(sitting, at, user=None):
    done = prepare_sitting(sitting=sitting, user=user, at=at)
    return done.made, done.dropped, done.ready


def test_everybody_gets_one_row_and_repeating_adds_none(world, sitting, at):
    assert prepare(sitting, at, world.users["trainer"]) == (3, 0, 3)
    assert prepare(sitting, at) == (0, 0, 3)
    entry = ModelLogEntry.objects.get(action="exams.prepare_sitting")
    assert (entry.user, entry.data) == (
        world.users["trainer"],
        {"made": 3, "dropped": 0, "ready": 3},
    )


def test_the_start_turns_the_prepared_row(world, sitting, at):
    prepare(sitting, at)
    row = Attempt.every.get(member=world.members["staff"])
    with pytest.raises(SittingNotOpen):
        start_attempt(sitting=sitting, member=world.members["staff"], at=at)
    began = sitting.opens_at + timedelta(seconds=3)
    attempt, begun = start_attempt(sitting=sitting, member=world.members["staff"], at=began)
    assert begun
    assert (attempt.pk, attempt.public_id, attempt.number) == (row.pk, row.public_id, 1)
    assert attempt.started_at == began
    assert attempt.deadline_at == began + timedelta(minutes=60)
    kinds = AttemptEvent.objects.filter(attempt=attempt).values_list("kind", flat=True)
    assert list(kinds) == ["started"]
    again, begun = start_attempt(sitting=sitting, member=world.members["staff"], at=began)
    assert (again.pk, begun) == (row.pk, False)


def test_a_prepared_start_inserts_no_attempt(world, sitting, at):
    prepare(sitting, at)
    with CaptureQueriesContext(connection) as queries:
        start_attempt(sitting=sitting, member=world.members["staff"], at=sitting.opens_at)
    assert not [q for q in queries if q["sql"].startswith('INSERT INTO "exams_attempt" ')]


def test_nothing_counts_a_prepared_row(world, sitting, at):
    prepare(sitting, at)
    member, later = world.members["staff"], sitting.closes_at + timedelta(hours=1)
    rows = Registration.objects.filter(sitting=sitting)
    assert {seat.where for seat in seats_of(sitting, at)} == {Where.WAITING}
    (live,) = live_sittings(type(sitting).objects.all(), at)
    assert (live.registered, live.running, live.submitted) == (3, 0, 0)
    assert {outcome_code(row, at) for row in register_rows(rows)} == {"not_started"}
    assert {outcome_code(row, later) for row in register_rows(rows)} == {"absent"}
    assert not sitting_counts(type(sitting).objects.all()).get().submitted
    (card,) = sitting_cards(rows.filter(member=member), sitting.opens_at)
    assert (card.phase, card.latest, card.may_start) == ("open", None, True)
    assert not sweep_attempts(at=later).closed
    sitting.paper = make_paper(make_bank(world.city))
    sitting.full_clean()


def test_the_second_attempt_and_the_given_back_one_number_on(world, sitting, at):
    sitting.attempts_allowed = 2
    sitting.save()
    prepare(sitting, at)
    member, began = world.members["staff"], sitting.opens_at
    first, _ = start_attempt(sitting=sitting, member=member, at=began)
    submit(first, began)
    second, _ = start_attempt(sitting=sitting, member=member, at=began)
    submit(second, began)
    with pytest.raises(NoAttemptLeft):
        start_attempt(sitting=sitting, member=member, at=began)
    given = {"minutes": 5, "reason": "停电", "by": world.users["trainer"], "at": began}
    third = give_back(sitting=sitting, member=member, **given)
    assert [first.number, second.number, third.number] == [1, 2, 3]


def test_who_joins_is_prepared_later_and_who_leaves_is_taken_back(world, sitting, at):
    prepare(sitting, at)
    joined = make_member(world.xiaojie)
    register(sitting, joined)
    leaver = world.members["staff"]
    leaver.status, leaver.left_on = "left", at.date()
    leaver.save()
    reason = {"reason": "因公外出", "by": world.users["trainer"], "at": at}
    defer(sitting=sitting, member=world.members["coordinator"], **reason)
    assert prepare(sitting, at) == (1, 2, 2)
    ready = set(Attempt.every.prepared().values_list("member", flat=True))
    assert ready == {world.members["neighbour"].pk, joined.pk}


def test_who_joins_after_the_doors_starts_all_the_same(world, sitting, at):
    prepare(sitting, at)
    joined = make_member(world.xiaojie)
    register(sitting, joined)
    with pytest.raises(AlreadyOpen):
        prepare(sitting, sitting.opens_at)
    attempt, begun = start_attempt(sitting=sitting, member=joined, at=sitting.opens_at)
    assert begun
    assert attempt.number == 1


def test_the_periodic_job_prepares_shortly_before_and_clears_afterwards(world, sitting, at):
    assert prepare_due(at=sitting.opens_at - AHEAD - timedelta(seconds=1)) == 0
    assert prepare_due(at=sitting.opens_at - AHEAD) == 3
    assert prepare_due(at=sitting.opens_at - timedelta(minutes=5)) == 0
    start_attempt(sitting=sitting, member=world.members["staff"], at=sitting.opens_at)
    prepare_due(at=sitting.closes_at - timedelta(seconds=1))
    assert prepared_count(sitting) == 2
    prepare_due(at=sitting.closes_at)
    assert prepared_count(sitting) == 0
    assert Attempt.objects.count() == 1
