from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import ModelLogEntry

from cms.lib.errors import OwnRecord, ReasonMissing
from staff.flows import members
from staff.models.roster import UnmaskEvent
from tests.factories.staff import make_grant, make_post, make_user

TODAY = date(2026, 11, 23)


@pytest.fixture
def transfer(world, at):
    def do(name="staff", **changes):
        values = {
            "member": world.members[name],
            "organisation": world.xiaojie,
            "post": make_post("民政助理"),
            "on": TODAY,
            "reason": "工作调动",
            "by": world.users["admin"],
            "at": at,
        }
        return members.transfer_member(**{**values, **changes})

    return do


def test_a_transfer_closes_and_opens(transfer, world):
    member = transfer()
    member.refresh_from_db()
    assert (member.organisation, member.post.name) == (world.xiaojie, "民政助理")
    assert list(member.appointments.values_list("starts_on", "ends_on")) == [
        (TODAY, None),
        (date(2026, 1, 1), TODAY - timedelta(days=1)),
    ]
    change = member.changes.get()
    assert (change.kind, change.reason, change.effective_on) == ("moved", "工作调动", TODAY)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"on": TODAY + timedelta(days=1)}, members.DayInFuture),
        ({"on": date(2025, 12, 31)}, members.DayTooEarly),
    ],
)
def test_refused_transfers_change_nothing(transfer, world, changes, error):
    with pytest.raises(error):
        transfer(**changes)
    assert world.members["staff"].appointments.count() == 1


def test_a_transfer_to_the_same_place_and_beyond_ones_reach(transfer, world):
    member = world.members["staff"]
    with pytest.raises(members.NothingMoves):
        transfer(organisation=member.organisation, post=member.post)
    make_grant(world.users["trainer"], "accounts_admin", world.eshan)
    with pytest.raises(members.TargetOutOfReach):
        transfer(organisation=world.guishan, by=world.users["trainer"])


def leave(world, at, name="staff", on=TODAY, reason="退休"):
    return members.record_leaving(
        member=world.members[name], on=on, reason=reason, by=world.users["admin"], at=at
    )


def test_leaving_closes_the_account_and_deletes_nothing(world, at, login):
    client = login(world.users["staff"])
    member = leave(world, at)
    assert (member.status, member.left_on) == ("left", TODAY)
    assert member.appointments.get().ends_on == TODAY
    assert member.changes.get().kind == "left"
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
    with pytest.raises(members.AlreadyLeft):
        leave(world, at)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"reason": ""}, ReasonMissing),
        ({"on": TODAY + timedelta(days=1)}, members.DayInFuture),
        ({"on": date(2025, 1, 1)}, members.DayTooEarly),
    ],
)
def test_refused_leaving_changes_nothing(world, at, values, error):
    with pytest.raises(error):
        leave(world, at, **values)
    world.members["staff"].refresh_from_db()
    assert world.members["staff"].is_active


def test_unmasking_needs_a_reason_and_leaves_a_trace(world, at):
    member, by = world.members["staff"], world.users["hr_county"]
    with pytest.raises(ReasonMissing):
        members.unmask(member=member, reason=" ", by=by, at=at)
    assert not UnmaskEvent.objects.exists()
    seen = members.unmask(member=member, reason="核对社保", by=by, at=at)
    assert seen.mobile == member.mobile
    event = UnmaskEvent.objects.get()
    assert (event.member, event.by, event.reason, event.at) == (member, by, "核对社保", at)
    assert ModelLogEntry.objects.filter(action="staff.unmask").count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        UnmaskEvent.objects.all().delete()


def test_an_account_that_reaches_further_is_not_closed_from_below(world, at):
    keeper = make_user("keeper")
    make_grant(keeper, "accounts_admin", world.shuangjiang)
    make_grant(world.users["staff"], "inspector", world.city)
    values = {"on": TODAY, "reason": "离职", "at": at}
    with pytest.raises(members.RolesElsewhere):
        members.record_leaving(member=world.members["staff"], by=keeper, **values)
    assert world.members["staff"].user.role_grants.live(at).exists()
    members.record_leaving(member=world.members["coordinator"], by=keeper, **values)


def test_nobody_moves_or_leaves_by_the_own_hand(world, at):
    keeper = world.users["staff"]
    make_grant(keeper, "accounts_admin", world.eshan)
    with pytest.raises(OwnRecord):
        members.record_leaving(
            member=world.members["staff"], on=TODAY, reason="离职", by=keeper, at=at
        )
    with pytest.raises(OwnRecord):
        members.transfer_member(
            member=world.members["staff"],
            organisation=world.xiaojie,
            post=make_post("民政助理"),
            on=TODAY,
            reason="调动",
            by=keeper,
            at=at,
        )
