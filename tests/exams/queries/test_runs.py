from datetime import timedelta
from decimal import Decimal

import pytest

from bank.engine.scoring import ItemScore, Verdict
from exams.engine.log import FLAG, Event
from exams.flows.invigilation import decide_late
from exams.flows.results import score_attempt
from exams.models.attempt import Attempt, LateEvent
from exams.queries.runs import (
    answers_of,
    attempt_head,
    changes_of,
    events_of,
    grace,
    held_digests,
    is_over,
    late_digests,
    machine_scores,
    overdue_ids,
    paper_items,
    score_of_positions,
    undecided,
    undecided_late,
    unscored_ids,
)
from tests.factories.exams import CLIENT, OTHER, answer, make_attempt, save, submit

SECOND = timedelta(seconds=1)


@pytest.fixture
def attempt(sitting, world, at):
    return make_attempt(sitting, world.members["staff"], at)


class TestIsOver:
    @pytest.mark.parametrize(
        ("after", "over"), [(-SECOND, False), (timedelta(0), False), (SECOND, True)]
    )
    def test_until_the_end_of_the_grace_it_is_not(self, attempt, after, over):
        assert is_over(attempt, attempt.deadline_at + grace() + after) is over

    def test_handed_in_it_is_whatever_time_is_left(self, attempt, at):
        submit(attempt, at)
        attempt.refresh_from_db()
        assert is_over(attempt, at)

    def test_the_grace_is_a_setting(self, attempt, settings):
        settings.EXAMS_GRACE_SECONDS = 7
        assert grace() == timedelta(seconds=7)
        assert is_over(attempt, attempt.deadline_at + timedelta(seconds=8))

    def test_it_asks_the_database_nothing(self, attempt, at, django_assert_num_queries):
        with django_assert_num_queries(0):
            is_over(attempt, at)


class TestHead:
    def head(self, attempt, client=CLIENT, user=None):
        user_id = (user or attempt.member.user).pk
        return attempt_head(attempt_id=attempt.pk, user_id=user_id, client=client)

    def test_it_counts_what_this_client_has_sent(self, attempt, at):
        save(attempt, at, answer(1, 1, "A"), answer(3, 2, "B"))
        save(attempt, at, answer(5, 1, "C", client=OTHER), client=OTHER)
        head = self.head(attempt)
        assert (head.pk, head.is_open, head.deadline_at) == (attempt.pk, True, attempt.deadline_at)
        assert (head.holder, head.held, head.last, head.late) == (CLIENT, 2, 3, 0)
        other = self.head(attempt, OTHER)
        assert (other.held, other.last, other.late) == (0, 0, 5)

    def test_its_deadline_knows_its_time_zone(self, attempt):
        assert self.head(attempt).deadline_at.utcoffset() is not None

    def test_it_is_this_active_users_or_nobodys(self, attempt, world):
        assert self.head(attempt, user=world.users["neighbour"]) is None
        world.users["staff"].is_active = False
        world.users["staff"].save()
        assert self.head(attempt) is None

    def test_it_is_one_query(self, attempt, django_assert_num_queries):
        with django_assert_num_queries(1):
            self.head(attempt)


def test_the_log_is_read_in_receive_order_and_folded(attempt, at):
    events = [answer(2, 1, "A"), answer(1, 1, "B"), Event(CLIENT, 3, 2, FLAG, True)]
    save(attempt, at, *events)
    assert events_of(attempt.pk) == events
    answers = answers_of(attempt.pk)
    assert (answers.responses, answers.flags) == ({1: ("B",)}, {2})


def test_digests_by_client_and_lane(attempt, at):
    first, second = answer(1, 1, "A"), answer(1, 1, "C", client=OTHER)
    save(attempt, at, first)
    save(attempt, at, second, client=OTHER)
    ids = {"attempt_id": attempt.pk}
    assert held_digests(**ids, client=CLIENT) == {1: first.digest}
    assert held_digests(**ids, client=OTHER) == {}
    assert late_digests(**ids, client=CLIENT) == {}
    assert late_digests(**ids, client=OTHER) == {1: second.digest}


class TestUndecided:
    def test_what_was_decided_waits_no_more_and_what_comes_after_does(self, world, replaced, at):
        attempt = replaced(world.members["staff"], late=2)
        assert [row.sequence for row in undecided_late(attempt.pk)] == [1, 2]
        by = world.users["trainer"]
        decide_late(attempt=attempt, accepted=False, reason="不属实", by=by, at=at)
        assert not undecided_late(attempt.pk).exists()
        save(attempt, at, answer(3, 1, "D", client=OTHER), client=OTHER)
        assert [row.sequence for row in undecided_late(attempt.pk)] == [3]

    def test_a_decision_about_one_attempt_says_nothing_about_another(self, world, replaced, at):
        first, second = (replaced(world.members[name]) for name in ("staff", "neighbour"))
        by = world.users["trainer"]
        decide_late(attempt=second, accepted=False, reason="不属实", by=by, at=at)
        assert [row.attempt_id for row in undecided(LateEvent.objects.all())] == [first.pk]

    def test_what_has_reached_the_log_by_itself_needs_nobody(self, world, replaced, at):
        attempt = replaced(world.members["staff"])
        attempt.answer_events.model.objects.bulk_create(
            [attempt.answer_events.model.received(attempt.pk, answer(1, 1, "B", client=OTHER), at)]
        )
        assert not undecided_late(attempt.pk).exists()


def test_the_paper_is_read_with_its_sections_in_one_query(attempt, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = paper_items(attempt)
        assert [row.section.title for row in rows] == ["第一部分"] * 3
    assert [row.position for row in rows] == [1, 2, 3]


def test_the_machine_scores_what_it_can(attempt, at):
    save(attempt, at, answer(1, 1, "B"), answer(2, 2, "A", "C"))
    full = Decimal(10)
    assert machine_scores(attempt, answers_of(attempt.pk)) == [
        ItemScore(1, full, full, Verdict.RIGHT),
        ItemScore(2, Decimal(0), full, Verdict.WRONG),
        ItemScore(3, Decimal(0), full, Verdict.UNANSWERED),
    ]


class TestSweeping:
    def test_overdue_are_the_open_ones_before_the_moment_oldest_first(self, sitting, people, at):
        late, later, done, fresh = (
            make_attempt(sitting, member, at - timedelta(hours=hours))
            for member, hours in zip(people(4), (3, 2, 4, 0), strict=True)
        )
        submit(done, at - timedelta(hours=4))
        assert overdue_ids(at, 9) == [late.pk, later.pk]
        assert overdue_ids(at, 1) == [late.pk]
        assert fresh.pk in overdue_ids(fresh.deadline_at + SECOND, 9)

    def test_unscored_are_handed_in_without_a_result(self, sit, people, at):
        first, second = (sit(member) for member in people(2))
        assert unscored_ids(9) == [first.pk, second.pk]
        score_attempt(attempt_id=first.pk, at=at)
        assert unscored_ids(9) == [second.pk]


def test_score_changes_lead_to_the_present_scores(sit, world, at):
    attempt = sit(world.members["staff"], right=2)
    score_attempt(attempt_id=attempt.pk, at=at)
    by_position = {1: Decimal(10), 2: Decimal(10), 3: Decimal(0)}
    assert changes_of(attempt) == [by_position]
    assert score_of_positions(Attempt.objects.get(pk=attempt.pk)) == by_position
