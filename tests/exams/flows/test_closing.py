from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.lib.errors import MovedOn
from cms.models.jobs import Job
from exams.engine.budget import AHEAD
from exams.engine.lease import Claim
from exams.engine.log import log_digest
from exams.flows.closing import close, close_overdue, receipt_number, submit_attempt
from exams.flows.refusals import (
    AttemptUnknown,
    EventsMissing,
    LastTooFar,
    LeaseLost,
)
from exams.models.attempt import Attempt, AttemptEvent, Submission
from exams.queries.runs import events_of, grace, log_head
from tests.factories.exams import (
    CLIENT,
    OTHER,
    answer,
    make_attempt,
    save,
    submit,
)
from tests.locks import HalfWay


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

    def test_the_last_moment_of_the_grace_is_still_in_time(self, attempt, at):
        end = attempt.deadline_at + grace()
        assert close_overdue(attempt_id=attempt.pk, at=end) is None
        assert close_overdue(attempt_id=attempt.pk, at=end + timedelta(seconds=1)) is not None

    def test_the_overdue_attempt_alone_is_closed(self, attempt, sitting, world, at):
        other = make_attempt(sitting, world.members["neighbour"], at)
        later = attempt.deadline_at + timedelta(minutes=5)
        assert close_overdue(attempt_id=other.pk, at=later).attempt_id == other.pk
        assert Attempt.objects.get(pk=attempt.pk).is_open

    def test_the_attempt_is_held(self, attempt, at, holds):
        close_overdue(attempt_id=attempt.pk, at=at)
        assert holds == ["exams.Attempt"]

    def test_a_failure_half_way_closes_nothing(self, attempt, at, fails):
        fails("exams.flows.closing.enqueue")
        with pytest.raises(HalfWay):
            close_overdue(attempt_id=attempt.pk, at=attempt.deadline_at + timedelta(minutes=5))
        assert Attempt.objects.get(pk=attempt.pk).is_open


class TestTheHandIn:
    def test_a_receipt_number_is_day_attempt_and_four_digits_of_the_log(self, at):
        assert receipt_number(17, at, "beef0123" * 8) == "20261123-000017-BEEF"
        # The day of Yuxi: in UTC it is still the one before.
        assert receipt_number(1_234_567, at.replace(hour=1), "0a1b" * 16) == "20261123-1234567-0A1B"

    def test_the_receipt_bears_the_number_and_the_digest_of_its_own_log(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        receipt = submit(attempt, at, last=1)
        assert receipt.number == receipt_number(attempt.pk, at, receipt.digest)
        assert (len(receipt.digest), receipt.submitted_at) == (64, at)
        assert receipt.digest != "0" * 64

    def test_what_happened_is_noted_with_the_page_and_the_moment(self, attempt, at):
        later = at + timedelta(minutes=3)
        submit(attempt, later)
        (event,) = attempt.events.all()
        assert (event.kind, event.client, event.at, event.by) == ("submitted", CLIENT, later, None)
        assert event.note == ""

    def test_who_ended_it_and_why_is_noted(self, attempt, world, at):
        by = world.users["trainer"]
        close(attempt, at, by=by, note="提前离场")
        (event,) = attempt.events.all()
        assert (event.kind, event.by, event.note) == ("ended", by, "提前离场")

    def test_scoring_is_asked_for(self, attempt, at):
        submit(attempt, at)
        job = Job.objects.get()
        assert (job.name, job.arguments) == ("exams.score_attempt", {"attempt_id": attempt.pk})

    def test_a_hand_in_before_the_end_is_of_its_own_moment(self, attempt, at):
        early = close(attempt, at + timedelta(minutes=1), by_deadline=True)
        assert early.submitted_at == at + timedelta(minutes=1)

    def test_what_is_handed_in_cannot_be_handed_in(self, attempt, at):
        submit(attempt, at)
        attempt.refresh_from_db()
        with pytest.raises(MovedOn):
            close(attempt, at)

    def test_a_page_that_nobody_replaced_or_that_took_over_hands_in(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        save(attempt, at, client=OTHER, claim=Claim(OTHER, takeover=True))
        with pytest.raises(LeaseLost):
            submit(attempt, at, last=1)
        assert submit(attempt, at, client=OTHER).events == 1

    def test_a_page_is_asked_for_its_own_numbers_only(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"), answer(2, 1, "B"))
        save(attempt, at, client=OTHER, claim=Claim(OTHER, takeover=True))
        with pytest.raises(EventsMissing) as refused:
            submit(attempt, at, last=1, client=OTHER)
        assert refused.value.details == {"sequences": [1]}

    def test_a_closed_account_cannot_hand_in(self, attempt, at):
        attempt.member.user.is_active = False
        attempt.member.user.save()
        with pytest.raises(AttemptUnknown):
            submit(attempt, at)

    def test_one_of_several_attempts_is_handed_in(self, attempt, sitting, member, at):
        submit(attempt, at)
        second = make_attempt(sitting, member, at, number=2)
        assert submit(second, at).attempt_id == second.pk

    def test_the_attempt_is_held(self, attempt, at, holds):
        submit(attempt, at)
        assert holds == ["exams.Attempt"]

    def test_a_failure_half_way_hands_nothing_in(self, attempt, at, fails):
        fails("exams.flows.closing.enqueue")
        with pytest.raises(HalfWay):
            submit(attempt, at)
        assert Attempt.objects.get(pk=attempt.pk).is_open
        assert not Submission.objects.exists()
        assert not AttemptEvent.objects.exists()
