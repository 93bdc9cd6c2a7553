import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import Http404
from django.utils import timezone

from staff.engine.roles import Role
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.roster import RosterChange
from staff.models.user import User
from staff.permissions import POLICY, Policy, Rule
from tests.factories.staff import LONG_AGO, make_grant, make_member, make_user

DOCS = Path(__file__).parents[2] / "docs" / "roles.md"


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        ("hr_city", {"staff", "coordinator", "neighbour", "stranger"}),
        ("hr_county", {"staff", "coordinator", "neighbour"}),
        ("hr_township", {"staff", "coordinator"}),
        ("staff", {"staff"}),
        ("trainer", set()),
        ("admin_audit", set()),
    ],
)
def test_view_member_follows_the_subtree_and_the_own_person(world, user, seen):
    found = POLICY.scope(world.users[user], "staff.view_member", Member.objects.all())
    assert {member.user.username for member in found} == seen


def test_may_and_scope_agree_on_every_pair(world):
    for user in world.users.values():
        visible = set(POLICY.scope(user, "staff.view_member", Member.objects.all()))
        for member in Member.objects.all():
            assert POLICY.may(user, "staff.view_member", member) == (member in visible)


def test_unknown_action_is_an_error_not_an_open_door(world):
    with pytest.raises(KeyError):
        POLICY.scope(world.users["hr_city"], "staff.no_such_action", Member.objects.all())


def test_leavers_and_strangers_reach_nothing(world, client):
    world.users["hr_city"].is_active = False
    assert not POLICY.scope(world.users["hr_city"], "staff.view_member", Member.objects.all())
    anonymous = client.get("/accounts/login/").wsgi_request.user
    assert not POLICY.scope(anonymous, "staff.view_member", Member.objects.all())
    assert POLICY.tops(anonymous, "staff.view_member") == []


def test_a_mover_is_out_of_the_old_reach_at_once(world):
    member = world.members["staff"]
    assert POLICY.may(world.users["hr_township"], "staff.view_member", member)
    Member.objects.filter(pk=member.pk).update(organisation=world.xiaojie)
    assert not POLICY.may(world.users["hr_township"], "staff.view_member", member)


def test_neighbouring_codes_are_not_below_each_other(world):
    """Reach follows the tree, not the beginning of a name or code."""
    found = POLICY.scope(world.users["hr_county"], "overview.open_desk", Organisation.objects.all())
    assert {place.code for place in found} == {"530426", "530426001", "530426002"}


def test_tops_fold_repeats_and_subtrees_of_subtrees(world):
    user = make_user("many")
    for place in (world.shuangjiang, world.eshan, world.guishan):
        make_grant(user, "hr", place)
    make_grant(user, "inspector", world.eshan)
    assert [top.code for top in POLICY.tops(user, "overview.open_desk")] == ["530426", "530427001"]


def test_several_ways_in_count_a_row_once(world):
    change = RosterChange.objects.create(
        member=world.members["staff"],
        kind="moved",
        organisation=world.shuangjiang,
        from_organisation=world.xiaojie,
        effective_on="2026-11-23",
        at=LONG_AGO,
    )
    found = POLICY.scope(world.users["hr_county"], "staff.list_changes", RosterChange.objects.all())
    assert list(found) == [change]


ACCOUNT_ACTIONS = ("staff.manage_account", "staff.confirm_account", "staff.grant_to")


@pytest.mark.parametrize("action", ACCOUNT_ACTIONS)
def test_an_account_is_reached_only_where_all_of_it_lies_within(world, at, action):
    role = "permissions_admin" if action == "staff.grant_to" else "accounts_admin"
    keeper = make_user("keeper")
    make_grant(keeper, role, world.shuangjiang)
    # Once a township's, now a city's; a member of the township with a role above; one who has a
    # role here and another elsewhere; one of whose two roles here the other is not yet begun.
    once, above, both, coming = (make_user(name) for name in ("once", "above", "both", "coming"))
    make_grant(once, "hr", world.shuangjiang, revoked_at=LONG_AGO)
    make_grant(once, "inspector", world.city)
    make_member(world.shuangjiang, user=above)
    make_grant(above, "inspector", world.city)
    make_grant(both, "hr", world.shuangjiang)
    make_grant(both, "hr", world.xiaojie)
    make_grant(coming, "hr", world.shuangjiang)
    make_grant(coming, "hr", world.eshan, starts_at=timezone.now() + timedelta(days=9))
    make_user("placeless")
    make_user("root", is_superuser=True)
    found = set(POLICY.scope(keeper, action, User.objects.all()).values_list("username", flat=True))
    assert found == {"staff", "coordinator", "hr_township", "keeper"}
    city = make_user("keeper_city")
    make_grant(city, role, world.city)
    assert POLICY.scope(city, action, User.objects.all()).count() == User.objects.count()


def test_ended_roles_neither_open_nor_close_an_account(world):
    keeper = make_user("keeper")
    make_grant(keeper, "accounts_admin", world.shuangjiang)
    member = world.users["staff"]
    make_grant(member, "hr", world.city, revoked_at=LONG_AGO)
    assert POLICY.may(keeper, "staff.manage_account", member)
    stranger = world.users["stranger"]
    make_grant(stranger, "hr", world.shuangjiang, revoked_at=LONG_AGO)
    assert not POLICY.may(keeper, "staff.manage_account", stranger)


def test_absent_and_forbidden_rows_are_alike(world):
    for number in (world.members["stranger"].staff_number, "no-such"):
        with pytest.raises(Http404):
            POLICY.get_or_404(
                world.users["hr_county"],
                "staff.view_record",
                Member.objects.all(),
                staff_number=number,
            )


def documented() -> dict[str, dict[str, str]]:
    """{action: {role: reach}} as docs/roles.md says."""
    lines = [line for line in DOCS.read_text().splitlines() if line.startswith("| ")]
    head = next(line for line in lines if line.startswith("| Action |"))
    roles = [cell.strip() for cell in head.strip("|").split("|")][1:]
    table = {}
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"[a-z]+\.[a-z_]+", cells[0]):
            table[cells[0]] = dict(zip(roles, cells[1:], strict=True))
    return table


def reach_of(rule: Rule, role: str) -> str:
    if role == "staff":
        return "own" if rule.owner is not None else ""
    if Role(role) not in rule.roles:
        return ""
    return "all" if rule.sitewide else "subtree"


def test_the_documented_table_is_complete():
    assert set(POLICY.rules) == set(documented())


@pytest.mark.parametrize("action", sorted(documented()))
def test_the_documented_table_is_what_the_policy_says(action):
    rule = POLICY.rules[action]
    for role, reach in documented()[action].items():
        assert reach_of(rule, role) == reach, role


def test_the_documented_roles_are_all_roles():
    [roles] = {tuple(row) for row in documented().values()}
    assert roles == ("staff", *(role.value for role in Role))


def test_a_sitewide_rule_reaches_every_row_and_only_its_role(world):
    policy = Policy()
    policy.register(Rule("x.see", frozenset({Role.AUDIT}), sitewide=True))
    everything = RoleGrant.objects.all()
    assert set(policy.scope(world.users["admin_audit"], "x.see", everything)) == set(everything)
    assert not policy.scope(world.users["hr_city"], "x.see", everything)
