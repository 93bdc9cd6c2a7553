from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams.engine.budget import AHEAD
from exams.engine.log import log_digest
from exams.flows.closing import close_overdue, submit_attempt
from exams.flows.refusals import (
    AttemptUnknown,
    EventsMissing,
    LastTooFar,
)
from exams.models.attempt import Attempt, Submission
from exams.queries.runs import events_of, log_head
from tests.factories.exams import (
    CLIENT,
    answer,
    save,
    submit,
)


class TestSubmit:
    def test_the_receipt_states_what_was_received(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"), answer(2, 1, "B"), answer(3, 2, "A"))
        receipt = submit(attempt, at, last=3)
        assert (receipt.answered, receipt.events, receipt.by_deadline) == (2, 3, False)
        assert receipt.number.startswith(f"20261123-{attempt.pk:06d}-")
        assert Attempt.objects.get(pk=attempt.pk).submitted_at == at

    def test_submitting_again_returns_the_same_receipt(self, attempt, at):
        first = submit(attempt, at)
        assert submit(attempt, at + timedelta(minutes=3), last=9) == first
        assert Submission.objects.count() == 1

    def test_what_the_server_lacks_is_named_and_nothing_is_handed_in(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"), answer(3, 2, "B"))
        with pytest.raises(EventsMissing) as refusal:
            submit(attempt, at, last=4)
        assert refusal.value.details == {"sequences": [2, 4]}
        assert Attempt.objects.get(pk=attempt.pk).is_open
        save(attempt, at, answer(2, 1, "C"), answer(4, 2, "D"))
        assert submit(attempt, at, last=4).events == 4

    def test_who_is_refused_has_locked_nobody_out(self, attempt, at):
        for last, refusal in ((9, EventsMissing), (AHEAD + 1, LastTooFar)):
            with CaptureQueriesContext(connection) as queries, pytest.raises(refusal):
                submit(attempt, at, last=last)
            assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
            assert not any("FOR UPDATE" in query["sql"] for query in queries)

    def test_the_log_is_read_before_the_lock_and_its_end_under_it(self, attempt, at):
        """The receipt states the same chain, wherever the reading was interrupted."""
        save(attempt, at, answer(1, 1, "A"), answer(2, 1, "B"))
        known = log_head(attempt.pk)
        save(attempt, at, answer(3, 2, "A"))
        assert log_head(attempt.pk, known) == log_head(attempt.pk)
        assert submit(attempt, at, last=3).digest == log_digest(events_of(attempt.pk))

    def test_after_the_end_what_arrived_is_handed_in(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        receipt = submit(attempt, attempt.deadline_at + timedelta(hours=1), last=7)
        assert (receipt.by_deadline, receipt.submitted_at) == (True, attempt.deadline_at)

    def test_nobody_else_can_submit(self, attempt, world, at):
        with pytest.raises(AttemptUnknown):
            submit_attempt(
                attempt_id=attempt.pk,
                user_id=world.users["neighbour"].pk,
                client=CLIENT,
                last=0,
                at=at,
            )


class TestCloseOverdue:
    def test_an_attempt_with_time_left_stays_open(self, attempt, at):
        assert close_overdue(attempt_id=attempt.pk, at=attempt.deadline_at) is None
        assert Attempt.objects.get(pk=attempt.pk).is_open

    def test_an_overdue_attempt_is_handed_in_once(self, attempt, at):
        later = attempt.deadline_at + timedelta(minutes=5)
        assert close_overdue(attempt_id=attempt.pk, at=later).submitted_at == attempt.deadline_at
        assert close_overdue(attempt_id=attempt.pk, at=later) is None
        assert [event.kind for event in attempt.events.all()] == ["closed"]
