from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from exams.engine.lease import Claim
from exams.engine.log import FLAG, Event
from exams.flows.answers import Accepted, append_events
from exams.flows.refusals import (
    AttemptOver,
    AttemptUnknown,
    LeaseHeld,
    LeaseLost,
    SequenceConflict,
)
from exams.models.attempt import AnswerEvent, AttemptEvent, LateEvent
from exams.queries.runs import answers_of, grace
from tests.factories.exams import (
    CLIENT,
    OTHER,
    answer,
    make_attempt,
    save,
    submit,
)
from tests.locks import HalfWay


class TestAppend:
    def test_the_answer_is_kept_and_the_watermark_rises(self, attempt, at):
        assert save(attempt, at, answer(1, 1, "A")).watermark == 1
        assert save(attempt, at, answer(2, 1, "B"), answer(3, 2, "A", "C")).watermark == 3
        assert answers_of(attempt.pk).responses == {1: ("B",), 2: ("A", "C")}

    def test_a_repeat_is_acknowledged_again_and_written_once(self, attempt, at):
        for _ in range(3):
            assert save(attempt, at, answer(1, 1, "A"), answer(2, 2, "B")).watermark == 2
        assert AnswerEvent.objects.count() == 2

    def test_the_same_number_with_another_payload_is_refused_whole(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        with pytest.raises(SequenceConflict) as refusal:
            save(attempt, at, answer(1, 1, "B"), answer(2, 2, "C"))
        assert refusal.value.details == {"sequences": [1], "last": 1}
        assert answers_of(attempt.pk).responses == {1: ("A",)}

    def test_a_gap_holds_the_watermark_down_until_it_is_filled(self, attempt, at):
        assert save(attempt, at, answer(1, 1, "A"), answer(3, 1, "C")).watermark == 1
        assert save(attempt, at, answer(2, 1, "B")).watermark == 3

    def test_a_second_tab_is_told_and_what_it_sends_waits_for_a_person(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        with pytest.raises(LeaseHeld):
            save(attempt, at, client=OTHER, claim=Claim(OTHER, opened=True))
        for _ in range(2):
            aside = save(attempt, at, answer(1, 1, "B", client=OTHER), client=OTHER)
            assert (aside.late, aside.cause) == ((1,), "taken_over")
        assert LateEvent.objects.get().value == ["B"]
        assert answers_of(attempt.pk).responses == {1: ("A",)}

    def test_taking_over_moves_the_lease_and_is_logged(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        save(attempt, at, client=OTHER, claim=Claim(OTHER, takeover=True))
        save(attempt, at, answer(1, 1, "B", client=OTHER), client=OTHER)
        assert save(attempt, at, answer(2, 1, "C")).cause == "taken_over"
        with pytest.raises(LeaseLost):
            save(attempt, at)
        with pytest.raises(LeaseLost):
            submit(attempt, at, last=1)
        assert answers_of(attempt.pk).responses == {1: ("B",)}
        event = AttemptEvent.objects.get(kind="taken_over")
        assert (event.client, event.note) == (OTHER, CLIENT)

    def test_a_number_that_waits_in_the_late_lane_cannot_say_something_else(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        save(attempt, at, answer(1, 1, "B", client=OTHER), client=OTHER)
        save(attempt, at, client=OTHER, claim=Claim(OTHER, takeover=True))
        with pytest.raises(SequenceConflict) as refusal:
            save(attempt, at, answer(1, 1, "C", client=OTHER), client=OTHER)
        assert refusal.value.details == {"sequences": [1], "last": 1}
        save(attempt, at, answer(1, 1, "B", client=OTHER), client=OTHER)
        assert answers_of(attempt.pk).responses == {1: ("B",)}

    def test_the_same_tab_loaded_again_goes_on_and_brings_what_it_had(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        again = Claim(OTHER, opened=True, was=(CLIENT,))
        save(attempt, at, client=OTHER, claim=again)
        save(attempt, at, answer(2, 2, "C"), claim=Claim(OTHER))
        assert answers_of(attempt.pk).responses == {1: ("A",), 2: ("C",)}
        assert not LateEvent.objects.exists()

    def test_flags_are_kept_too(self, attempt, at):
        save(attempt, at, Event(CLIENT, 1, 2, FLAG, True))
        assert answers_of(attempt.pk).flags == frozenset({2})

    def test_answers_count_within_the_grace_and_not_after(self, attempt, at):
        end = attempt.deadline_at
        assert save(attempt, end + grace(), answer(1, 1, "A")).watermark == 1
        after = end + grace() + timedelta(seconds=1)
        assert save(attempt, after, answer(2, 1, "B")).cause == "after_deadline"
        with pytest.raises(AttemptOver):
            save(attempt, after)
        assert answers_of(attempt.pk).responses == {1: ("A",)}
        assert LateEvent.objects.get().received_at == after

    def test_after_submitting_repeats_are_acknowledged_and_news_set_aside(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        submit(attempt, at, last=1)
        repeat = save(attempt, at, answer(1, 1, "A"))
        assert (repeat.watermark, repeat.late) == (1, ())
        news = save(attempt, at, answer(1, 1, "A"), answer(2, 1, "B"))
        assert (news.late, news.cause) == ((2,), "after_submit")
        with pytest.raises(SequenceConflict):
            save(attempt, at, answer(2, 1, "D"))
        assert LateEvent.objects.get().value == ["B"]

    def test_nobody_else_can_save(self, attempt, world, at):
        with pytest.raises(AttemptUnknown):
            append_events(
                attempt_id=attempt.pk,
                user_id=world.users["neighbour"].pk,
                client=CLIENT,
                events=[answer(1, 1, "A")],
                at=at,
            )

    def test_a_closed_account_cannot_save(self, attempt, at):
        user = attempt.member.user
        user.is_active = False
        user.save()
        with pytest.raises(AttemptUnknown):
            save(attempt, at, answer(1, 1, "A"))

    def test_opening_a_page_is_logged_once(self, attempt, at):
        save(attempt, at, claim=Claim(CLIENT, opened=True))
        save(attempt, at, answer(1, 1, "A"))
        (event,) = AttemptEvent.objects.all()
        assert (event.kind, event.client) == ("opened", CLIENT)

    @pytest.mark.parametrize("count", [1, 30])
    def test_a_save_is_one_read_and_one_insert(self, attempt, at, count):
        save(attempt, at, answer(1, 1, "A"))
        user_id = attempt.member.user_id
        events = [answer(number + 2, 1, "B") for number in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            append_events(
                attempt_id=attempt.pk, user_id=user_id, client=CLIENT, events=events, at=at
            )
        statements = [
            query["sql"]
            for query in queries.captured_queries
            if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))
        ]
        assert [sql.split()[0] for sql in statements] == ["SELECT", "INSERT"]

    def test_the_log_cannot_be_changed(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        with pytest.raises(DatabaseError), transaction.atomic():
            AnswerEvent.objects.update(position=2)
        with pytest.raises(DatabaseError), transaction.atomic():
            AnswerEvent.objects.all().delete()
        save(attempt, at, answer(1, 1, "B", client=OTHER), client=OTHER)
        with pytest.raises(DatabaseError), transaction.atomic():
            LateEvent.objects.update(position=2)
        with pytest.raises(DatabaseError), transaction.atomic():
            LateEvent.objects.all().delete()


class TestWhichRowsMove:
    def test_a_lease_moves_in_one_attempt_alone(self, attempt, sitting, world, at):
        other = make_attempt(sitting, world.members["neighbour"], at, holder="somebody-else")
        save(attempt, at, answer(1, 1, "A"))
        save(attempt, at, client=OTHER, claim=Claim(OTHER, takeover=True))
        for row in (attempt, other):
            row.refresh_from_db()
        assert (attempt.holder, attempt.holder_since) == (OTHER, at)
        assert (other.holder, other.holder_since) == ("somebody-else", None)

    def test_a_page_that_holds_the_lease_moves_nothing(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        save(attempt, at + timedelta(minutes=1), answer(2, 1, "B"))
        attempt.refresh_from_db()
        assert attempt.holder_since == at

    def test_taking_over_is_noted_once_with_the_page_before(self, attempt, at):
        save(attempt, at, claim=Claim(CLIENT, opened=True))
        save(attempt, at, client=OTHER, claim=Claim(OTHER, opened=True, takeover=True))
        seen = AttemptEvent.objects.order_by("pk").values_list("kind", "client", "note", "at")
        assert list(seen) == [("opened", CLIENT, "", at), ("taken_over", OTHER, CLIENT, at)]

    def test_who_finds_the_room_taken_is_told_until_when(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        with pytest.raises(LeaseHeld) as refused:
            save(attempt, at, client=OTHER, claim=Claim(OTHER, opened=True))
        assert refused.value.details == {"deadline": attempt.deadline_at}


class TestWhatIsSaid:
    def test_an_acknowledgement_names_the_deadline_and_what_waits(self, attempt, at):
        assert save(attempt, at, answer(1, 1, "A")) == Accepted(1, attempt.deadline_at, (), "")
        submit(attempt, at, last=1)
        aside = save(attempt, at, answer(2, 1, "B"), answer(3, 2, "C"))
        assert aside == Accepted(1, attempt.deadline_at, (2, 3), "after_submit")

    def test_a_contradiction_names_every_number_in_order_and_the_highest(self, attempt, at):
        save(attempt, at, *(answer(number, 1, "A") for number in range(1, 5)))
        with pytest.raises(SequenceConflict) as refused:
            save(attempt, at, answer(4, 1, "B"), answer(2, 1, "B"))
        assert refused.value.details == {"sequences": [2, 4], "last": 4}

    def test_a_contradiction_with_what_waits_names_the_highest_of_both(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"))
        submit(attempt, at, last=1)
        save(attempt, at, answer(2, 1, "B"), answer(5, 1, "C"))
        with pytest.raises(SequenceConflict) as refused:
            save(attempt, at, answer(5, 1, "D"))
        assert refused.value.details == {"sequences": [5], "last": 5}

    def test_a_repeat_in_the_late_lane_is_kept_once_and_acknowledged_again(self, attempt, at):
        submit(attempt, at)
        for _ in range(2):
            assert save(attempt, at, answer(1, 1, "A"), answer(2, 2, "B")).late == (1, 2)
        assert list(LateEvent.objects.values_list("sequence", "cause", "received_at")) == [
            (1, "after_submit", at),
            (2, "after_submit", at),
        ]

    def test_the_same_numbers_at_the_same_moment_are_looked_at_once_more(
        self, attempt, at, monkeypatch
    ):
        """The unique key refuses the second one; a second look finds a repeat."""
        insert, times = AnswerEvent.objects.bulk_create, []

        def once_too_late(rows):
            times.append(len(rows))
            if len(times) == 1:
                raise IntegrityError
            return insert(rows)

        monkeypatch.setattr(AnswerEvent.objects, "bulk_create", once_too_late)
        assert save(attempt, at, answer(1, 1, "A")).watermark == 1
        assert times == [1, 1]
        assert AnswerEvent.objects.count() == 1

    def test_a_failure_half_way_moves_no_lease(self, attempt, at, fails):
        fails("exams.flows.answers.AnswerEvent.received")
        with pytest.raises(HalfWay):
            save(attempt, at, answer(1, 1, "A"), claim=Claim(CLIENT, opened=True))
        attempt.refresh_from_db()
        assert (attempt.holder, AttemptEvent.objects.count()) == ("", 0)
