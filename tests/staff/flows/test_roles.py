from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from cms.lib.errors import ReasonMissing
from staff.engine.roles import Role
from staff.flows.roles import (
    AccountInactive,
    AdministratorsExclude,
    AlreadyEnded,
    AlreadyGranted,
    EndDateMissing,
    EndDatePassed,
    HolderOutOfReach,
    NotToOneself,
    OutOfReach,
    grant_role,
    revoke_role,
)
from staff.models.accounts import AccountNotice
from staff.models.roles import RoleGrant
from tests.factories.staff import make_grant, make_user


@pytest.fixture
def giver(world):
    """A permissions administrator of 峨山 county only."""
    user = make_user("giver")
    make_grant(user, "permissions_admin", world.eshan)
    return user


def give(world, giver, at, **changes):
    values = {
        "by": giver,
        "user": world.users["staff"],
        "role": Role.HR,
        "organisation": world.shuangjiang,
        "reason": "2026年人事分工",
        "at": at,
    }
    return grant_role(**(values | changes))


def groups_of(user):
    return set(user.groups.values_list("name", flat=True))


def test_a_grant_is_written_logged_and_opens_the_group(world, giver, at):
    grant = give(world, giver, at)
    assert (grant.granted_by, grant.starts_at, grant.ends_at) == (giver, at, None)
    assert groups_of(world.users["staff"]) == {"hr"}
    entry = ModelLogEntry.objects.get(action="staff.grant_role")
    assert (entry.user, entry.object_id) == (giver, str(grant.pk))


@pytest.mark.parametrize("place", ["city", "xinping", "guishan"])
def test_only_within_the_own_subtree(world, giver, at, place):
    with pytest.raises(OutOfReach):
        give(world, giver, at, organisation=getattr(world, place))


@pytest.mark.parametrize("user", ["hr_city", "admin", "admin_audit", "inspector", "staff"])
def test_only_permissions_administrators_give(world, at, user):
    with pytest.raises(OutOfReach):
        give(world, world.users[user], at, user=world.users["neighbour"])


@pytest.mark.parametrize("user", ["inspector", "trainer", "stranger", "hr_city"])
def test_who_lies_elsewhere_or_above_gets_nothing_from_here(world, giver, at, user):
    with pytest.raises(HolderOutOfReach):
        give(world, giver, at, user=world.users[user])
    assert give(world, giver, at, user=world.users["hr_township"], role=Role.TRAINER)


def test_the_holder_is_told_of_roles_given_and_taken(world, giver, at):
    grant = give(world, giver, at)
    revoke_role(by=giver, grant=grant, reason="调离", at=at)
    told = AccountNotice.objects.filter(user=grant.user).order_by("pk")
    assert [(one.kind, one.by) for one in told] == [("role_given", giver), ("role_taken", giver)]


def test_nobody_gives_to_themself(world, giver, at):
    with pytest.raises(NotToOneself):
        give(world, giver, at, user=giver)


@pytest.mark.parametrize("role", [Role.ACCOUNTS, Role.PERMISSIONS, Role.AUDIT])
@pytest.mark.parametrize("holder", ["admin", "admin_audit"])
def test_the_three_administrators_exclude_each_other(world, at, role, holder):
    with pytest.raises(AdministratorsExclude) as refusal:
        give(world, world.users["admin_permissions"], at, user=world.users[holder], role=role)
    assert holder in str(refusal.value)


def test_an_administrator_may_hold_another_kind_of_role(world, at):
    give(world, world.users["admin_permissions"], at, user=world.users["admin"], role=Role.TRAINER)
    assert world.users["admin"].role_grants.count() == 2


def test_inspectors_need_an_end(world, giver, at):
    with pytest.raises(EndDateMissing):
        give(world, giver, at, role=Role.INSPECTOR)
    grant = give(world, giver, at, role=Role.INSPECTOR, ends_at=at + timedelta(days=30))
    assert grant.ends_at == at + timedelta(days=30)


def test_an_end_in_the_past_is_refused(world, giver, at):
    with pytest.raises(EndDatePassed):
        give(world, giver, at, ends_at=at)


def test_a_reason_is_required(world, giver, at):
    with pytest.raises(ReasonMissing):
        give(world, giver, at, reason=" ")


def test_twice_is_once(world, giver, at):
    give(world, giver, at)
    with pytest.raises(AlreadyGranted):
        give(world, giver, at)


def test_leavers_get_nothing(world, giver, at):
    world.users["staff"].is_active = False
    world.users["staff"].save()
    with pytest.raises(AccountInactive):
        give(world, giver, at)


def test_a_run_out_grant_blocks_no_new_one(world, giver, at):
    first = give(world, giver, at, role=Role.INSPECTOR, ends_at=at + timedelta(days=1))
    later = at + timedelta(days=2)
    give(world, giver, later, role=Role.INSPECTOR, ends_at=later + timedelta(days=1))
    first.refresh_from_db()
    assert first.revoked_at == first.ends_at
    assert RoleGrant.objects.live(later).filter(user=world.users["staff"]).count() == 1


def test_revoking_ends_at_once_and_closes_the_group(world, giver, at):
    grant = give(world, giver, at)
    revoke_role(by=giver, grant=grant, reason="调离", at=at + timedelta(hours=1))
    assert not RoleGrant.objects.live(at + timedelta(hours=1)).filter(pk=grant.pk).exists()
    assert groups_of(world.users["staff"]) == set()
    assert ModelLogEntry.objects.filter(action="staff.revoke_role").count() == 1


@pytest.mark.parametrize(("reason", "refusal"), [("", ReasonMissing), ("调离", AlreadyEnded)])
def test_revoking_refuses_without_reason_and_twice(world, giver, at, reason, refusal):
    grant = give(world, giver, at)
    if reason:
        revoke_role(by=giver, grant=grant, reason=reason, at=at)
    with pytest.raises(refusal):
        revoke_role(by=giver, grant=grant, reason=reason, at=at)


def test_revoking_outside_the_own_subtree_or_ones_own_is_refused(world, giver, at):
    foreign = world.users["hr_other"].role_grants.get()
    with pytest.raises(OutOfReach):
        revoke_role(by=giver, grant=foreign, reason="x", at=at)
    with pytest.raises(NotToOneself):
        revoke_role(by=giver, grant=giver.role_grants.get(), reason="x", at=at)
