from datetime import timedelta

import pytest

from exams.engine.log import FLAG, Event
from exams.engine.wire import Beat
from exams.flows.attempts import start_attempt
from exams.flows.invigilation import decide_late, defer, grant_minutes
from exams.flows.presence import note_sign
from exams.models.sitting import Sitting
from exams.queries.invigilation import (
    Where,
    count_seats,
    late_answers,
    live_sittings,
    seats_of,
    waiting_late,
)
from tests.factories.exams import CLIENT, OTHER, make_attempt, make_sitting, save, submit


@pytest.mark.parametrize("number", [1, 3])
def test_late_answers_cost_one_query_however_many_attempts_have_some(
    replaced, people, sitting, number, django_assert_num_queries
):
    attempts = [replaced(member, late=2) for member in people(number)]
    with django_assert_num_queries(1):
        assert waiting_late(sitting) == {attempt.pk: 2 for attempt in attempts}


def test_late_answers_are_of_this_sitting_and_undecided(replaced, people, world, sitting, at):
    decided, waiting = (replaced(member) for member in people(2))
    by = world.users["trainer"]
    decide_late(attempt=decided, accepted=False, reason="不属实", by=by, at=at)
    assert waiting_late(sitting) == {waiting.pk: 1}
    assert waiting_late(make_sitting(sitting.paper, at)) == {}


@pytest.mark.parametrize("number", [1, 3])
def test_all_seats_cost_five_queries(
    replaced, people, sitting, at, number, django_assert_num_queries
):
    for member in people(number):
        replaced(member)
    with django_assert_num_queries(5):
        seats = seats_of(sitting, at)
        assert [seat.registration.member.organisation.short_name for seat in seats]
    assert [(seat.where, seat.late) for seat in seats] == [(Where.LATE, 1)] * number


def test_a_seat_says_what_was_given_left_and_lost(enrolled, sitting, world, at):
    (member,) = enrolled(1)
    sitting.record_leaving = True
    sitting.save()
    by = world.users["trainer"]
    for minutes in (10, 5):
        grant_minutes(sitting=sitting, member=member, minutes=minutes, reason="停电", by=by, at=at)
    attempt, _begun = start_attempt(sitting=sitting, member=member, at=at)
    sign = Beat(CLIENT, unsent=2, visible=True, away=(35, 4))
    note_sign(attempt_id=attempt.pk, user_id=member.user_id, sign=sign, at=at)
    (seat,) = seats_of(sitting, at)
    assert (seat.where, seat.extra, seat.left, seat.away) == (Where.UNSENT, 15, 2, 39)
    assert (seat.minutes_left, seat.presence.unsent) == (75, 2)
    (seat,) = seats_of(sitting, at + timedelta(minutes=90))
    assert (seat.where, seat.minutes_left) == (Where.LOST, 0)


def test_the_latest_attempt_is_the_one_that_counts(sitting, world, at):
    member = world.members["staff"]
    submit(make_attempt(sitting, member, at), at)
    second = make_attempt(sitting, member, at, number=2)
    (seat,) = seats_of(sitting, at)
    assert (seat.attempt, seat.where) == (second, Where.LOST)


def test_who_is_deferred_does_not_wait(enrolled, sitting, world, at):
    first, second = enrolled(2)
    defer(sitting=sitting, member=first, reason="住院", by=world.users["trainer"], at=at)
    seats = {seat.registration.member: seat.where for seat in seats_of(sitting, at)}
    assert seats == {first: Where.DEFERRED, second: Where.WAITING}


@pytest.mark.parametrize(("words", "number"), [("考生1", 1), ("双江", 3), ("查无此人", 0), ("", 3)])
def test_words_look_for_name_number_and_unit(enrolled, sitting, at, words, number):
    members = enrolled(3)
    assert len(seats_of(sitting, at, words=words)) == number
    (seat,) = seats_of(sitting, at, words=members[2].staff_number)
    assert seat.registration.member == members[2]


def test_every_state_is_counted_and_named(enrolled, sitting, at):
    enrolled(2)
    counts = count_seats(seats_of(sitting, at))
    assert counts == {where.value: 2 if where is Where.WAITING else 0 for where in Where}


def test_a_late_answer_is_read_beside_what_counts_now(replaced, world, at):
    attempt = replaced(world.members["staff"])
    save(attempt, at, Event(OTHER, 2, 2, FLAG, True), client=OTHER)
    answer, flag = late_answers(attempt)
    assert (answer.number, answer.response, answer.counts_now) == (1, "B. 乙", "A. 甲")
    assert (answer.is_flag, answer.received_at, str(answer.cause)) == (False, at, answer.cause)
    assert (flag.number, flag.is_flag, flag.flagged, flag.response) == (2, True, True, "")


def test_nothing_late_asks_one_question(sitting, world, at, django_assert_num_queries):
    attempt = make_attempt(sitting, world.members["staff"], at)
    with django_assert_num_queries(1):
        assert late_answers(attempt) == []


def test_sittings_are_listed_with_their_counts_the_running_ones_first(
    sitting, people, at, django_assert_num_queries
):
    first, second, third = people(3)
    later = make_sitting(sitting.paper, at + timedelta(days=1))
    make_attempt(sitting, first, at)
    for member in (second, third):
        submit(make_attempt(sitting, member, at), at)
    with django_assert_num_queries(1):
        rows = live_sittings(Sitting.objects.all(), at)
        assert [row.exam.title for row in rows]
    counts = [(row.pk, row.registered, row.running, row.submitted) for row in rows]
    assert counts == [(sitting.pk, 3, 1, 2), (later.pk, 0, 0, 0)]
