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
from staff.models.roster import RosterChange, RosterImport
from staff.models.user import User
from staff.permissions import NARROWED, POLICY, Narrowed, Policy, Rule, imports_of
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


SEE = "x.see"


def policy(**values) -> Policy:
    made = Policy()
    made.register(Rule(SEE, **values))
    return made


def seen(made: Policy, user) -> set[str]:
    return {member.user.username for member in made.scope(user, SEE, Member.objects.all())}


def test_a_rule_opens_nothing_that_it_does_not_name(world):
    bare = Rule(SEE)
    assert (bare.roles, bare.organisation, bare.owner, bare.sitewide) == (
        frozenset(),
        None,
        None,
        False,
    )
    assert bare.ways == ()
    for user in world.users.values():
        assert seen(policy(), user) == set()


def test_a_role_without_a_way_in_reaches_nothing(world):
    assert seen(policy(roles=frozenset({Role.HR})), world.users["hr_city"]) == set()


def test_one_way_in_and_several_and_the_row_itself():
    assert Rule(SEE, organisation="organisation").ways == ("organisation",)
    assert Rule(SEE, organisation=("a", "b")).ways == ("a", "b")
    assert Rule(SEE, organisation="").ways == ("",)


def test_who_may_not_log_in_does_not_even_reach_the_own_row(world):
    own = policy(owner="user")
    user = world.users["staff"]
    assert seen(own, user) == {"staff"}
    user.is_active = False
    assert seen(own, user) == set()
    assert own.grants(user) == []


def test_who_may_not_log_in_reaches_nothing_by_a_sitewide_role(world):
    user = world.users["admin_audit"]
    everywhere = policy(roles=frozenset({Role.AUDIT}), sitewide=True)
    assert seen(everywhere, user)
    user.is_active, user.live_grants = False, None
    assert seen(everywhere, user) == set()


def test_a_person_off_the_roster_owns_nothing(world):
    assert seen(policy(owner="user"), world.users["trainer"]) == set()


def test_only_several_ways_cost_a_distinct(world):
    user = world.users["hr_city"]
    for ways, distinct in (
        (("organisation",), False),
        (("organisation", "user__member__organisation"), True),
    ):
        made = policy(roles=frozenset({Role.HR}), organisation=ways)
        assert made.scope(user, SEE, Member.objects.all()).query.distinct is distinct


def test_of_several_rows_the_first_is_found(world):
    user = world.users["hr_city"]
    for order in ("name", "-name"):
        rows = Member.objects.order_by(order)
        found = POLICY.get_or_404(user, "staff.view_member", rows, status="active")
        assert found == rows.first()


def test_the_grants_are_read_once_for_a_request(world, django_assert_num_queries):
    user = User.objects.get(username="hr_city")
    with django_assert_num_queries(1):
        for _again in range(3):
            assert [grant.organisation.code for grant in POLICY.grants(user)] == ["530400"]


def test_a_reach_is_by_the_roles_of_the_action(world):
    user = make_user("both")
    make_grant(user, "hr", world.eshan)
    make_grant(user, "accounts_admin", world.guishan)
    assert [top.code for top in POLICY.reach(user, "staff.manage_roster")] == ["530427001"]
    assert [top.code for top in POLICY.reach(user, "staff.unmask")] == ["530426"]


def test_the_whole_city_is_held_at_its_root_alone(world):
    assert POLICY.holds_citywide(world.users["hr_city"], "staff.unmask")
    for name in ("hr_county", "hr_township", "trainer"):
        assert not POLICY.holds_citywide(world.users[name], "staff.unmask")
    assert POLICY.holds(world.users["hr_township"], "staff.unmask")
    assert not POLICY.holds(world.users["trainer"], "staff.unmask")


def test_what_is_required_is_held_or_there_is_nothing(world):
    POLICY.require(world.users["hr_township"], "staff.unmask")
    with pytest.raises(Http404):
        POLICY.require(world.users["trainer"], "staff.unmask")


def test_the_rules_are_shown_and_cannot_be_changed_from_outside():
    made = policy()
    made.rules.clear()
    assert set(made.rules) == {SEE}


@pytest.fixture
def imports(world, at):
    """One import each of the city's, a county's and a stranger's."""
    county = make_user("accounts_county")
    make_grant(county, "accounts_admin", world.eshan)
    for user in (world.users["admin"], county, world.users["trainer"]):
        RosterImport.objects.create(
            file_name=user.username, digest="0", fingerprint="0", uploaded_by=user, uploaded_at=at
        )
    return county


def test_the_city_opens_every_import_a_county_its_own_and_others_none(world, imports):
    def named(user) -> set[str]:
        return set(imports_of(user).values_list("file_name", flat=True))

    assert named(world.users["admin"]) == {"admin", "accounts_county", "trainer"}
    assert named(imports) == {"accounts_county"}
    assert named(world.users["trainer"]) == set()


def test_choices_are_narrowed_by_what_the_screen_asks(world):
    everything = Organisation.objects.all()
    found = NARROWED.narrow(world.users["hr_county"], everything, "staff.unmask")
    assert {place.code for place in found} == {"530426", "530426001", "530426002"}
    assert not NARROWED.narrow(world.users["hr_county"], everything, "staff.manage_roster")


def test_what_is_registered_openly_is_offered_whole_and_the_rest_by_its_action(world):
    narrowed = Narrowed()
    narrowed.add(Member, "staff.unmask")
    narrowed.add(RoleGrant, "")
    assert narrowed.knows(Organisation)
    assert narrowed.knows(Member)
    assert not narrowed.knows(User)
    township = world.users["hr_township"]
    assert {m.name for m in narrowed.narrow(township, Member.objects.all(), "any.thing")} == {
        "王㛃",
        "李𬭎",
    }
    assert (
        narrowed.narrow(township, RoleGrant.objects.all(), "").count() == RoleGrant.objects.count()
    )
    with pytest.raises(KeyError):
        narrowed.narrow(township, User.objects.all(), "staff.unmask")
