from datetime import timedelta

import pytest

from exams.flows.attempts import extra_minutes, start_attempt
from exams.flows.refusals import (
    NoAttemptLeft,
    NotRegistered,
    SittingNotOpen,
)
from exams.models.attempt import Attempt, AttemptEvent, Submission
from exams.models.sitting import Allowance
from tests.factories.exams import (
    make_attempt,
    make_sitting,
    register,
    submit,
)
from tests.locks import HalfWay


class TestStart:
    def test_starting_twice_goes_on_with_the_same_attempt(self, sitting, member, at):
        register(sitting, member)
        first, begun = start_attempt(sitting=sitting, member=member, at=at)
        again, begun_again = start_attempt(
            sitting=sitting, member=member, at=at + timedelta(minutes=5)
        )
        assert (begun, begun_again, again) == (True, False, first)
        assert first.deadline_at == at + timedelta(minutes=60)

    def test_the_window_cuts_the_time(self, sitting, member, at):
        register(sitting, member)
        late = sitting.closes_at - timedelta(minutes=7)
        attempt, _ = start_attempt(sitting=sitting, member=member, at=late)
        assert attempt.deadline_at == sitting.closes_at

    def test_who_is_not_registered_cannot_start(self, sitting, member, at):
        with pytest.raises(NotRegistered):
            start_attempt(sitting=sitting, member=member, at=at)

    @pytest.mark.parametrize("hours", [-2, 2])
    def test_outside_the_window_nobody_starts(self, sitting, member, at, hours):
        register(sitting, member)
        with pytest.raises(SittingNotOpen):
            start_attempt(sitting=sitting, member=member, at=at + timedelta(hours=hours))

    def test_a_handed_in_exam_is_not_started_again(self, attempt, sitting, member, at):
        submit(attempt, at)
        with pytest.raises(NoAttemptLeft):
            start_attempt(sitting=sitting, member=member, at=at)

    def test_an_overdue_attempt_is_closed_before_the_next_begins(self, sitting, member, at):
        sitting.attempts_allowed = 2
        sitting.save()
        first = make_attempt(sitting, member, at, deadline_at=at + timedelta(minutes=1))
        second, begun = start_attempt(sitting=sitting, member=member, at=at + timedelta(minutes=30))
        assert (begun, second.number) == (True, 2)
        assert Submission.objects.get(attempt=first).by_deadline is True

    def test_what_somebody_else_or_another_sitting_has_running_is_not_gone_on_with(
        self, sitting, member, world, at
    ):
        make_attempt(make_sitting(sitting.paper, at), member, at)
        make_attempt(sitting, world.members["neighbour"], at)
        register(sitting, member)
        attempt, begun = start_attempt(sitting=sitting, member=member, at=at)
        assert (begun, attempt.number, attempt.sitting) == (True, 1, sitting)
        assert attempt.member == member

    def test_of_several_attempts_the_latest_one_goes_on(self, sitting, member, at):
        sitting.attempts_allowed = 3
        sitting.save()
        submit(make_attempt(sitting, member, at), at)
        second, begun = start_attempt(sitting=sitting, member=member, at=at)
        assert (begun, second.number) == (True, 2)
        assert start_attempt(sitting=sitting, member=member, at=at) == (second, False)
        submit(second, at)
        third, begun = start_attempt(sitting=sitting, member=member, at=at)
        assert (begun, third.number) == (True, 3)
        submit(third, at)
        with pytest.raises(NoAttemptLeft):
            start_attempt(sitting=sitting, member=member, at=at)

    def test_what_was_given_back_uses_no_attempt_up(self, sitting, member, at):
        sitting.attempts_allowed = 2
        sitting.save()
        first = make_attempt(sitting, member, at)
        submit(first, at)
        back = make_attempt(sitting, member, at, number=2, continues=first)
        submit(back, at)
        third, begun = start_attempt(sitting=sitting, member=member, at=at)
        assert (begun, third.number) == (True, 3)

    def test_a_prepared_row_becomes_the_attempt(self, sitting, member, at):
        ready = make_attempt(sitting, member, at, state="prepared")
        attempt, begun = start_attempt(sitting=sitting, member=member, at=at)
        assert (begun, attempt.pk, attempt.state) == (True, ready.pk, "open")
        assert (attempt.started_at, attempt.number) == (at, 1)
        assert [(row.kind, row.at) for row in attempt.events.all()] == [("started", at)]

    def test_all_the_extra_time_of_this_person_in_this_sitting_is_given(
        self, sitting, member, world, at
    ):
        other, by = make_sitting(sitting.paper, at), world.users["trainer"]
        register(sitting, member)
        for place, who, minutes in (
            (sitting, member, 5),
            (sitting, member, 7),
            (sitting, world.members["neighbour"], 40),
            (other, member, 60),
        ):
            Allowance.objects.create(
                sitting=place, member=who, minutes=minutes, reason="设备故障", at=at, by=by
            )
        assert extra_minutes(sitting.pk, member.pk) == 12
        attempt, _ = start_attempt(sitting=sitting, member=member, at=at)
        assert attempt.deadline_at == at + timedelta(minutes=72)

    def test_nobody_has_extra_time_by_itself(self, sitting, member):
        assert extra_minutes(sitting.pk, member.pk) == 0

    def test_the_registration_is_held_so_that_two_clicks_begin_once(
        self, sitting, member, at, holds
    ):
        register(sitting, member)
        start_attempt(sitting=sitting, member=member, at=at)
        assert holds == ["exams.Registration"]

    def test_a_failure_half_way_begins_nothing(self, sitting, member, at, fails):
        register(sitting, member)
        fails("exams.flows.attempts.AttemptEvent.objects.create")
        with pytest.raises(HalfWay):
            start_attempt(sitting=sitting, member=member, at=at)
        assert not Attempt.every.exists()
        assert not AttemptEvent.objects.exists()
