from datetime import timedelta

import pytest

from exams.flows.invigilation import defer
from exams.flows.preparing import prepare_sitting
from exams.models.attempt import Attempt
from exams.queries.preparing import (
    closed_with_prepared,
    prepared_count,
    stale_prepared,
    unprepared,
)
from staff.models.member import Member
from tests.factories.exams import make_sitting, register


@pytest.fixture
def tomorrow(world, sitting, at):
    opens = at + timedelta(days=1)
    return make_sitting(sitting.paper, at, opens_at=opens, closes_at=opens + timedelta(hours=2))


@pytest.fixture
def prepared(tomorrow, people, at):
    members = people(3)
    register(tomorrow, *members)
    prepare_sitting(sitting=tomorrow, user=None, at=at)
    return members


def test_whoever_has_no_row_is_to_be_prepared(prepared, tomorrow, people):
    assert prepared_count(tomorrow) == 3
    assert not unprepared(tomorrow).exists()
    (new,) = people(1)
    register(tomorrow, new)
    assert [row.member for row in unprepared(tomorrow)] == [new]


def test_who_left_or_was_deferred_is_neither_prepared_nor_expected(prepared, tomorrow, world, at):
    gone, later, _stays = prepared
    Member.objects.filter(pk=gone.pk).update(status="left", left_on=at.date())
    defer(sitting=tomorrow, member=later, reason="住院", by=world.users["trainer"], at=at)
    assert {row.member for row in stale_prepared(tomorrow)} == {gone, later}
    Attempt.every.filter(sitting=tomorrow, member__in=[gone, later]).delete()
    assert not unprepared(tomorrow).exists()
    assert prepared_count(tomorrow) == 1


def test_what_nobody_used_is_cleared_after_the_end_only(prepared, tomorrow):
    assert not closed_with_prepared(tomorrow.closes_at - timedelta(seconds=1)).exists()
    assert closed_with_prepared(tomorrow.closes_at).count() == 3


@pytest.mark.parametrize("query", [unprepared, stale_prepared])
def test_each_is_one_query(prepared, tomorrow, query, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(query(tomorrow))
