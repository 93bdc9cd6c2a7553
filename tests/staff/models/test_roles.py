from datetime import timedelta

import pytest

from staff.models.roles import RoleGrant
from tests.factories.staff import FAR_AHEAD, make_grant, make_user
from tests.rows import refused

DAY = timedelta(days=1)


@pytest.fixture
def user(db):
    return make_user("grantee")


def test_the_same_role_over_the_same_place_is_given_once(world, user, at):
    first = make_grant(user, "hr", world.eshan)
    make_grant(user, "hr", world.xinping)
    with refused("grant_once"):
        make_grant(user, "hr", world.eshan)
    first.revoked_at = at
    first.save()
    make_grant(user, "hr", world.eshan)


@pytest.mark.parametrize("second", ["permissions_admin", "audit_admin"])
def test_nobody_holds_two_of_the_three_administrators_roles(world, user, second):
    make_grant(user, "accounts_admin", world.city)
    with refused("grant_one_administrator_role"):
        make_grant(user, second, world.eshan)


def test_a_grant_ends_after_it_starts(world, user, at):
    with refused("grant_ends_after_start"):
        make_grant(user, "hr", world.city, starts_at=at, ends_at=at)


def test_an_inspectors_role_always_ends(world, user):
    with refused("grant_inspector_time_boxed"):
        make_grant(user, "inspector", world.city, ends_at=None)
    assert make_grant(user, "inspector", world.city, ends_at=FAR_AHEAD).pk


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "live"),
        ({"starts_at": 1}, "coming"),
        ({"ends_at": 1}, "live"),
        ({"ends_at": 0}, "ended"),
        ({"ends_at": -1}, "ended"),
        ({"revoked_at": 0}, "ended"),
        ({"revoked_at": 1}, "live"),
    ],
)
def test_the_state_and_the_filter_say_the_same(world, user, at, values, state):
    moments = {name: at + days * DAY for name, days in values.items()}
    grant = make_grant(user, "hr", world.city, **{"starts_at": at - 9 * DAY, **moments})
    assert grant.state_at(at) == state
    assert RoleGrant.objects.live(at).filter(pk=grant.pk).exists() is (state == "live")


def test_a_grant_is_named_by_person_role_and_place(world, user):
    grant = make_grant(user, "hr", world.eshan)
    assert str(grant) == f"grantee · {grant.get_role_display()} · 峨山县民政局"
