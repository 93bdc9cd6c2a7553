from datetime import timedelta

import pytest

from exams.flows.results import score_attempt
from exams.models.attempt import (
    AnswerEvent,
    Attempt,
    AttemptEvent,
    LateDecision,
    LateEvent,
    Submission,
)
from tests.factories.exams import OTHER, answer, make_attempt, save, submit
from tests.rows import assert_append_only, refused

HOUR = timedelta(hours=1)


@pytest.fixture
def late(attempt, at):
    return LateEvent.objects.create(
        attempt=attempt, client=OTHER, sequence=1, position=1, kind="answer", value=["A"],
        digest="0" * 64, received_at=at, cause=LateEvent.Cause.TAKEN_OVER,
    )  # fmt: skip


def another(attempt, at, **values):
    known = {"number": 2, "state": "submitted", "submitted_at": at, "started_at": at}
    values = {"deadline_at": at + HOUR, **known, **values}
    return Attempt.every.create(sitting=attempt.sitting, member=attempt.member, **values)


class TestAttempt:
    def test_a_number_is_given_once(self, attempt, at):
        with refused("attempt_number_once"):
            another(attempt, at, number=1)

    def test_one_is_open_at_a_time(self, attempt, at):
        with refused("attempt_one_open"):
            another(attempt, at, state="open", submitted_at=None)
        assert another(attempt, at).number == 2

    @pytest.mark.parametrize("minutes", [0, -1])
    def test_the_deadline_comes_after_the_start(self, attempt, at, minutes):
        with refused("attempt_deadline_after_start"):
            another(attempt, at, deadline_at=at + timedelta(minutes=minutes))

    @pytest.mark.parametrize(
        ("state", "has_time"), [("submitted", False), ("open", True), ("prepared", True)]
    )
    def test_only_what_was_handed_in_has_the_time_of_it(self, sitting, world, at, state, has_time):
        values = {"state": state, "submitted_at": at if has_time else None}
        with refused("attempt_submitted_has_time"):
            make_attempt(sitting, world.members["neighbour"], at, **values)

    def test_an_attempt_is_continued_once(self, attempt, at):
        another(attempt, at, continues=attempt)
        with refused("continues_id"):
            another(attempt, at, number=3, continues=attempt)

    def test_a_public_id_is_nobody_elses(self, attempt, at):
        with refused("public_id"):
            another(attempt, at, public_id=attempt.public_id)
        assert len(attempt.public_id) >= 20

    def test_a_prepared_row_is_nobodys_attempt(self, attempt, at):
        prepared = another(attempt, at, state="prepared", submitted_at=None)
        assert list(Attempt.objects.all()) == [attempt]
        assert list(Attempt.every.prepared()) == [prepared]
        assert (prepared.is_prepared, prepared.is_open) == (True, False)
        assert (attempt.is_prepared, attempt.is_open) == (False, True)

    def test_running_is_open_before_its_deadline(self, attempt, at):
        another(attempt, at)
        assert list(Attempt.objects.running(attempt.deadline_at - HOUR)) == [attempt]
        assert not Attempt.objects.running(attempt.deadline_at).exists()
        assert list(Attempt.objects.open()) == [attempt]

    def test_unscored_is_handed_in_without_result(self, attempt, at):
        assert not Attempt.objects.unscored().exists()
        submit(attempt, at)
        assert list(Attempt.objects.unscored()) == [attempt]
        score_attempt(attempt_id=attempt.pk, at=at)
        assert not Attempt.objects.unscored().exists()

    def test_it_is_named_by_sitting_person_and_number(self, attempt):
        assert str(attempt) == f"{attempt.sitting} · 王㛃 · 1"


class TestLog:
    def test_what_was_answered_is_never_changed(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        assert_append_only(AnswerEvent.objects.get(), value=["B"])

    @pytest.mark.parametrize("lane", [AnswerEvent, LateEvent])
    def test_a_client_uses_a_number_once(self, attempt, at, lane):
        more = {"cause": LateEvent.Cause.AFTER_DEADLINE} if lane is LateEvent else {}
        lane.received(attempt.pk, answer(1, 1, "A"), at, **more).save()
        with refused("key_once"):
            lane.received(attempt.pk, answer(1, 2, "B"), at, **more).save()
        lane.received(attempt.pk, answer(1, 2, "B", client=OTHER), at, **more).save()

    def test_an_event_becomes_a_row_as_it_was_said(self, attempt, at):
        event = answer(7, 2, "A", "C")
        AnswerEvent.received(attempt.pk, event, at).save()
        row = AnswerEvent.objects.get()
        assert (row.client, row.sequence, row.position) == (event.client, 7, 2)
        assert (row.kind, row.value, row.digest) == ("answer", ["A", "C"], event.digest)
        assert row.received_at == at
        assert str(row) == f"{attempt.pk}/{event.client}/7"

    def test_late_answers_are_never_changed(self, late):
        assert_append_only(late, value=["B"])
        assert str(late).endswith("taken_over")

    def test_a_late_answer_is_decided_once_and_with_a_reason(self, attempt, late, world, at):
        known = {"attempt": attempt, "upto": late, "by": world.users["trainer"], "at": at}
        with refused("latedecision_has_reason"):
            LateDecision.objects.create(**known, accepted=True, reason="")
        decision = LateDecision.objects.create(**known, accepted=True, reason="属实")
        with refused("latedecision_once"):
            LateDecision.objects.create(**known, accepted=False, reason="不属实")
        assert_append_only(decision, accepted=False)

    def test_what_happened_stays_as_it_happened(self, attempt, at):
        event = AttemptEvent.objects.create(attempt=attempt, kind="started", at=at)
        assert_append_only(event, kind="ended")
        assert str(event) == f"{attempt.pk} started"

    def test_one_receipt_that_nobody_rewrites(self, attempt, at):
        receipt = submit(attempt, at)
        assert_append_only(receipt, answered=99)
        assert str(receipt) == receipt.number
        known = {"answered": 0, "events": 0, "digest": "0" * 64, "submitted_at": at}
        with refused("attempt_id"):
            Submission.objects.create(attempt=attempt, number="another", **known)
