from datetime import timedelta

import pytest

from exams.flows.attempts import start_attempt
from exams.flows.refusals import (
    NoAttemptLeft,
    NotRegistered,
    SittingNotOpen,
)
from exams.models.attempt import Submission
from tests.factories.exams import (
    make_attempt,
    register,
    submit,
)


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
