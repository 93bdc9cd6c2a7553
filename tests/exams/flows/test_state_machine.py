"""Random lives of an attempt against a plain model: log, lease, late lane, deadline, hand-in."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from exams.engine.lease import Claim
from exams.flows.answers import append_events
from exams.flows.closing import submit_attempt
from exams.flows.invigilation import grant_minutes
from exams.flows.refusals import AttemptOver, EventsMissing, LeaseHeld, LeaseLost, SequenceConflict
from exams.flows.sweeping import sweep_attempts
from exams.models.attempt import AnswerEvent, Attempt, LateEvent, Submission
from exams.models.result import Result
from exams.models.sitting import Sitting
from exams.queries.runs import answers_of, grace
from tests.casts import World
from tests.factories.exams import answer, make_attempt, make_bank, make_paper, make_sitting

AT = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PAGES = ("page-number-1", "page-number-2", "page-number-3")
page = st.sampled_from(PAGES)
letter = st.sampled_from("ABCD")


class Life(RuleBasedStateMachine):
    """One candidate, three pages, a clock that only goes on."""

    world: World
    sitting: Sitting

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.by = self.world.users["trainer"]
        self.attempt = make_attempt(self.sitting, self.world.members["staff"], AT)
        self.now = AT
        self.end = self.attempt.deadline_at
        self.holder = ""
        self.closed = False
        self.events = {name: {} for name in PAGES}  # page → sequence → event
        self.log: list = []
        self.late: set = set()
        self.receipt: str | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- What the model expects

    @property
    def over(self) -> bool:
        return self.closed or self.now > self.end + grace()

    def may_write(self, name: str) -> bool:
        """Whether this page holds the lease, or nobody does."""
        return self.holder in {"", name}

    def send(self, name: str, event, **claim):
        return append_events(
            attempt_id=self.attempt.pk,
            user_id=self.attempt.member.user_id,
            client=name,
            events=[event] if event else [],
            claim=Claim(name, **claim),
            at=self.now,
        )

    def expect(self, name: str, event) -> None:
        """Send one event; it lands where the model says."""
        reply = self.send(name, event)
        key = (name, event.sequence)
        known = key in {(e.client, e.sequence) for e in self.log}
        if known:
            assert reply.late == ()
        elif self.over or not self.may_write(name):
            assert reply.late == (event.sequence,)
            self.late.add(key)
        else:
            assert reply.late == ()
            self.holder = name
            self.log.append(event)

    # --- What can happen

    @rule(name=page, item=st.integers(1, 3), value=letter)
    def says_something(self, name, item, value):
        event = answer(len(self.events[name]) + 1, item, value, client=name)
        self.events[name][event.sequence] = event
        self.expect(name, event)

    @rule(name=page, data=st.data())
    def says_it_again(self, name, data):
        if self.events[name]:
            event = self.events[name][data.draw(st.sampled_from(sorted(self.events[name])))]
            self.expect(name, event)

    @rule(name=page, data=st.data())
    def contradicts_itself(self, name, data):
        if not self.events[name]:
            return
        old = self.events[name][data.draw(st.sampled_from(sorted(self.events[name])))]
        try:
            self.send(name, answer(old.sequence, old.position, "other words", client=name))
        except SequenceConflict:
            return
        raise AssertionError("a contradiction was acknowledged")

    @rule(name=page)
    def opens(self, name):
        free = self.may_write(name)
        try:
            self.send(name, None, opened=True)
        except LeaseHeld:
            assert not free
            assert not self.over
        except AttemptOver:
            assert self.over
        else:
            assert free
            assert not self.over
            self.holder = name

    @rule(name=page)
    def takes_over(self, name):
        try:
            self.send(name, None, takeover=True)
        except AttemptOver:
            assert self.over
        else:
            assert not self.over
            self.holder = name

    @rule(seconds=st.integers(1, 1500))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: not self.closed)
    @rule(minutes=st.integers(1, 30))
    def gets_more_time(self, minutes):
        grant_minutes(
            sitting=self.attempt.sitting,
            member=self.attempt.member,
            minutes=minutes,
            reason="停电",
            by=self.by,
            at=self.now,
        )
        self.end += timedelta(minutes=minutes)

    @rule(name=page, beyond=st.integers(0, 1))
    def hands_in(self, name, beyond):
        held = [event.sequence for event in self.log if event.client == name]
        last = max(held, default=0) + beyond
        lacking = set(range(1, last + 1)) - set(held)
        try:
            receipt = submit_attempt(
                attempt_id=self.attempt.pk,
                user_id=self.attempt.member.user_id,
                client=name,
                last=last,
                at=self.now,
            )
        except LeaseLost:
            assert not self.may_write(name)
            assert not self.over
        except EventsMissing as missing:
            self.lacks(lacking, missing)
        else:
            assert self.over or (not lacking and self.may_write(name))
            self.note(receipt.number)

    def lacks(self, lacking: set[int], missing: EventsMissing) -> None:
        assert not self.over
        assert set(missing.details["sequences"]) == lacking

    def note(self, number: str) -> None:
        assert self.receipt in {None, number}
        self.receipt, self.closed = number, True

    @rule()
    def the_sweeper_comes(self):
        due = not self.closed and self.now > self.end + grace()
        swept = sweep_attempts(at=self.now)
        assert swept.closed == due
        if due:
            self.note(Submission.objects.get(attempt=self.attempt).number)
        assert Result.objects.filter(attempt=self.attempt).count() == self.closed

    # --- What always holds

    @invariant()
    def nothing_acknowledged_is_lost_or_changed(self):
        rows = AnswerEvent.objects.filter(attempt=self.attempt).order_by("pk")
        assert [(r.client, r.sequence, r.digest) for r in rows] == [
            (e.client, e.sequence, e.digest) for e in self.log
        ]
        late = LateEvent.objects.filter(attempt=self.attempt)
        assert {(r.client, r.sequence) for r in late} == self.late
        for row in late:
            assert row.digest == self.events[row.client][row.sequence].digest

    @invariant()
    def the_last_word_of_the_holder_counts(self):
        answers = {event.position: event.value for event in self.log}
        assert answers_of(self.attempt.pk).responses == answers

    @invariant()
    def state_and_receipt_agree(self):
        self.attempt.refresh_from_db()
        assert self.attempt.is_open is not self.closed
        assert self.attempt.deadline_at == self.end
        receipts = Submission.objects.filter(attempt=self.attempt)
        assert receipts.count() == self.closed
        assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_whatever_happens_the_promises_hold(world):
    Life.world = world
    Life.sitting = make_sitting(make_paper(make_bank(world.city)), AT)
    how = settings(
        max_examples=8,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=how)
