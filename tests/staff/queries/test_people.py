from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from staff.flows.standing import grant_credential, revoke_credential
from staff.models.member import Member
from staff.queries.people import credentials_of, credit_hours, standing_of, with_credential

DAY = timedelta(days=1)


@pytest.fixture
def member(world):
    return world.members["staff"]


@pytest.fixture
def earn(member, at):
    """earn(number, **values) → a training credential of two hours."""

    def make(number, member=member, **values):
        known = {"kind": "training", "code": f"lesson:{number}", "title": f"课{number}"}
        known |= {"source": f"lesson:{number}:{member.pk}", "earned_at": at, "value": Decimal(2)}
        return grant_credential(member=member, **{**known, **values})[0]

    return make


def revoke(credential, at):
    return revoke_credential(credential=credential, reason="有误", at=at)


def test_standing_is_what_holds_now_newest_first(member, earn, world, at):
    first, second = earn(1, earned_at=at - DAY), earn(2)
    earn(3, expires_at=at + DAY)
    earn(1, member=world.members["neighbour"])
    revoke(earn(4), at)
    assert list(standing_of(member, at + DAY)) == [second, first]


def test_with_credential_matches_kind_and_more(member, earn, world, at):
    earn(1)
    earn(2, member=world.members["neighbour"])
    everybody = Member.objects.all()
    both = with_credential(everybody, kind="training", at=at)
    assert set(both) == {member, world.members["neighbour"]}
    assert list(with_credential(everybody, kind="training", at=at, code="lesson:1")) == [member]
    assert not with_credential(everybody, kind="exam", at=at).exists()
    assert not with_credential(everybody, kind="training", at=at - DAY).exists()


def test_the_record_tells_live_expired_and_revoked_apart(member, earn, at):
    live, expired, revoked = earn(1), earn(2, expires_at=at + DAY), earn(3)
    revoke(revoked, at + DAY)
    states = {row: row.state for row in credentials_of(member, at + DAY)}
    assert states == {live: "live", expired: "expired", revoked: "revoked"}
    before = {row: row.state for row in credentials_of(member, at)}
    assert before == dict.fromkeys((live, expired, revoked), "live")


@pytest.mark.parametrize("number", [1, 3])
def test_the_record_is_one_query(member, earn, at, number, django_assert_num_queries):
    for place in range(number):
        revoke(earn(place), at)
    with django_assert_num_queries(1):
        rows = list(credentials_of(member, at))
        assert [row.revoked_by.reason for row in rows] == ["有误"] * number


def test_credit_hours_are_this_years_training_that_was_not_revoked(member, earn, at):
    earn(1)
    earn(2, value=Decimal("1.5"), expires_at=at + DAY)
    earn(3, kind="exam", code="exam:1", value=Decimal(90))
    earn(4, earned_at=datetime(2025, 12, 31, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai")))
    revoke(earn(5), at)
    assert credit_hours(member, 2026, at + DAY) == Decimal("3.5")
    assert credit_hours(member, 2025, at) == Decimal(2)
    assert credit_hours(member, 2024, at) == Decimal(0)
