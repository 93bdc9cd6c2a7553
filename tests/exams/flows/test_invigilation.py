from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cms.lib.errors import ReasonMissing
from exams.flows.attempts import start_attempt
from exams.flows.closing import submit_attempt
from exams.flows.invigilation import (
    AlreadyBegun,
    AlreadyReleased,
    MinutesRefused,
    NotHandedIn,
    NothingLate,
    NotRunning,
    decide_late,
    defer,
    end_attempt,
    give_back,
    grant_minutes,
)
from exams.flows.results import release_results, score_attempt
from exams.models.attempt import Attempt, AttemptEvent, Submission
from exams.models.result import Result
from exams.models.sitting import Allowance
from exams.queries.registers import register_rows
from exams.queries.runs import answers_of
from tests.factories.exams import (
    CLIENT,
    OTHER,
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    save,
    submit,
)
from tests.factories.exams import register as enrol

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sitting(world, at):
    return make_sitting(make_paper(make_bank(world.city)), at)


@pytest.fixture
def member(sitting, world):
    member = world.members["staff"]
    enrol(sitting, member)
    return member


@pytest.fixture
def attempt(sitting, member, at):
    return make_attempt(sitting, member, at)


@pytest.fixture
def who(sitting, member, world):
    return {"sitting": sitting, "member": member, "by": world.users["trainer"]}


class TestExtraTime:
    def test_granted_before_the_start_it_is_part_of_the_deadline(self, who, at):
        grant_minutes(**who, minutes=15, reason="视力障碍", at=at)
        attempt, _ = start_attempt(sitting=who["sitting"], member=who["member"], at=at)
        assert attempt.deadline_at == at + 75 * MINUTE

    def test_granted_during_the_exam_it_moves_the_deadline_at_once(self, who, attempt, at):
        end = attempt.deadline_at
        for minutes in (10, 5):
            grant_minutes(**who, minutes=minutes, reason="停电", at=at)
        assert save(attempt, at, answer(1, 1, "A")).deadline_at == end + 15 * MINUTE
        notes = AttemptEvent.objects.filter(kind="extended").values_list("amount", "note", "by")
        assert list(notes) == [(10, "停电", who["by"].pk), (5, "停电", who["by"].pk)]

    def test_the_window_does_not_cut_it(self, who, at):
        sitting = who["sitting"]
        grant_minutes(**who, minutes=20, reason="听力障碍", at=at)
        late = sitting.closes_at - 5 * MINUTE
        attempt, _ = start_attempt(sitting=sitting, member=who["member"], at=late)
        assert attempt.deadline_at == sitting.closes_at + 20 * MINUTE

    @pytest.mark.parametrize(
        ("minutes", "reason", "refusal"),
        [(10, " ", ReasonMissing), (0, "停电", MinutesRefused), (481, "停电", MinutesRefused)],
    )
    def test_without_reason_or_measure_nothing_is_granted(self, who, at, minutes, reason, refusal):
        with pytest.raises(refusal):
            grant_minutes(**who, minutes=minutes, reason=reason, at=at)
        assert not Allowance.objects.exists()

    def test_a_grant_cannot_be_changed_afterwards(self, who, at):
        grant_minutes(**who, minutes=10, reason="停电", at=at)
        with pytest.raises(DatabaseError), transaction.atomic():
            Allowance.objects.update(minutes=60)


class TestEnding:
    def test_what_was_received_is_handed_in_and_who_did_it_is_logged(self, who, attempt, at):
        save(attempt, at, answer(1, 1, "B"))
        receipt = end_attempt(**who, reason="身体不适", at=at)
        assert (receipt.events, receipt.answered) == (1, 1)
        event = AttemptEvent.objects.get(kind="ended")
        assert (event.by, event.note) == (who["by"], "身体不适")

    def test_who_is_not_writing_cannot_be_stopped(self, who, at):
        with pytest.raises(NotRunning):
            end_attempt(**who, reason="身体不适", at=at)


class TestGivingBack:
    def test_the_answers_go_on_and_the_first_hand_in_stays(self, who, attempt, at):
        save(attempt, at, answer(1, 1, "B"), answer(2, 2, "A", "B"))
        first = submit(attempt, at, last=2)
        fresh = give_back(**who, minutes=20, reason="误触交卷", at=at + MINUTE)
        assert answers_of(fresh.pk) == answers_of(attempt.pk)
        assert fresh.deadline_at == at + 21 * MINUTE
        assert start_attempt(sitting=who["sitting"], member=who["member"], at=at + 2 * MINUTE) == (
            fresh,
            False,
        )
        save(fresh, at + 2 * MINUTE, answer(1, 1, "C"))
        second = submit_attempt(
            attempt_id=fresh.pk,
            user_id=who["member"].user_id,
            client=CLIENT,
            last=1,
            at=at + 3 * MINUTE,
        )
        first.refresh_from_db()
        assert (first.events, second.events) == (2, 3)
        assert answers_of(attempt.pk).responses[1] == ("B",)

    def test_the_register_counts_the_later_hand_in(self, who, attempt, at):
        save(attempt, at, answer(1, 1, "B"))
        submit(attempt, at, last=1)
        score_attempt(attempt_id=attempt.pk, at=at)
        fresh = give_back(**who, minutes=20, reason="误触交卷", at=at)
        save(fresh, at, answer(1, 1, "A"))
        submit(fresh, at, last=1)
        score_attempt(attempt_id=fresh.pk, at=at)
        release_results(sitting=who["sitting"], user=who["by"], at=at)
        (row,) = register_rows(who["sitting"].registrations.all())
        assert row.percent == fresh.result.percent != attempt.result.percent
        attempt.result.refresh_from_db()
        assert attempt.result.released_at is None

    def test_only_once_and_only_after_the_hand_in(self, who, attempt, at):
        with pytest.raises(NotHandedIn):
            give_back(**who, minutes=20, reason="误触交卷", at=at)
        submit(attempt, at)
        give_back(**who, minutes=20, reason="误触交卷", at=at)
        with pytest.raises(NotHandedIn):
            give_back(**who, minutes=20, reason="误触交卷", at=at)

    def test_not_after_the_result_is_out(self, who, attempt, at):
        submit(attempt, at)
        score_attempt(attempt_id=attempt.pk, at=at)
        release_results(sitting=who["sitting"], user=who["by"], at=at)
        with pytest.raises(AlreadyReleased):
            give_back(**who, minutes=20, reason="误触交卷", at=at)

    def test_it_uses_up_no_attempt(self, who, attempt, at):
        who["sitting"].attempts_allowed = 2
        who["sitting"].save()
        submit(attempt, at)
        submit(give_back(**who, minutes=20, reason="误触交卷", at=at), at)
        _, begun = start_attempt(sitting=who["sitting"], member=who["member"], at=at)
        assert begun is True


class TestDeferral:
    def test_who_has_not_begun_may_be_deferred(self, who, at):
        row = defer(**who, reason="防汛值守", at=at)
        assert (row.deferred_at, row.deferred_reason) == (at, "防汛值守")

    def test_who_has_begun_may_not(self, who, attempt, at):
        with pytest.raises(AlreadyBegun):
            defer(**who, reason="防汛值守", at=at)


class TestLateAnswers:
    def decide(self, attempt, world, at, accepted):
        return decide_late(
            attempt=attempt,
            accepted=accepted,
            reason="断网",
            by=world.users["trainer"],
            at=at,
        )

    def test_accepted_they_are_the_last_words_and_the_score_follows(self, attempt, world, at):
        save(attempt, at, answer(1, 1, "A"))
        submit(attempt, at, last=1)
        before = score_attempt(attempt_id=attempt.pk, at=at).raw
        save(attempt, at, answer(2, 1, "B"))
        self.decide(attempt, world, at, accepted=True)
        assert answers_of(attempt.pk).responses == {1: ("B",)}
        assert Result.objects.get().raw == before + 10
        changes = attempt.score_changes.order_by("number").values_list("cause", flat=True)
        assert list(changes) == ["scored", "late"]
        assert Submission.objects.get().events == 1

    def test_refused_they_stay_aside(self, attempt, world, at):
        save(attempt, at, answer(1, 1, "A"))
        save(attempt, at, answer(1, 1, "B", client=OTHER), client=OTHER)
        self.decide(attempt, world, at, accepted=False)
        assert answers_of(attempt.pk).responses == {1: ("A",)}
        with pytest.raises(NothingLate):
            self.decide(attempt, world, at, accepted=True)

    def test_what_comes_after_a_decision_waits_for_the_next(self, attempt, world, at):
        save(attempt, at, answer(1, 1, "A"))
        for sequence in (1, 2):
            save(attempt, at, answer(sequence, 2, "B", client=OTHER), client=OTHER)
            self.decide(attempt, world, at, accepted=True)
        assert answers_of(attempt.pk).responses == {1: ("A",), 2: ("B",)}
        assert Attempt.objects.get().late_decisions.count() == 2
