import pytest
from allauth.mfa.models import Authenticator
from wagtail.models import ModelLogEntry

from cms.lib.errors import ReasonMissing
from staff.flows.accounts import (
    AccountClosed,
    AccountOutOfReach,
    NotOneself,
    issue_new_code,
)
from staff.flows.activation import redeem_code
from tests.factories.staff import make_grant, make_user


@pytest.fixture
def keeper(world):
    """An accounts administrator of 峨山 county only."""
    user = make_user("keeper")
    make_grant(user, "accounts_admin", world.eshan)
    return user


def issue(keeper, user, at, reason="忘记密码", **more):
    return issue_new_code(by=keeper, user=user, reason=reason, at=at, **more)


def test_a_code_opens_the_account_ends_its_sessions_and_is_logged(world, keeper, login, at):
    user = world.users["staff"]
    client = login(user)
    assert client.get("/me/").status_code == 200
    code = issue(keeper, user, at)
    assert redeem_code(staff_number="staff", code=code, password="Jiang-9-tang", at=at) == user
    assert client.get("/me/").status_code == 302
    entry = ModelLogEntry.objects.get(action="staff.issue_code")
    assert (entry.user, entry.data["reason"], code in str(entry.data)) == (
        keeper,
        "忘记密码",
        False,
    )


def test_accounts_off_the_roster_are_reached_through_their_role(world, keeper, at):
    assert issue(keeper, world.users["hr_township"], at)
    for name in ("hr_city", "hr_other", "trainer", "stranger"):
        with pytest.raises(AccountOutOfReach):
            issue(keeper, world.users[name], at)


def test_a_lost_phone_can_be_forgotten(world, keeper, at):
    user = world.users["hr_township"]
    Authenticator.objects.create(user=user, type="totp", data={})
    issue(keeper, user, at)
    assert Authenticator.objects.filter(user=user).exists()
    issue(keeper, user, at, forget_second_factor=True)
    assert not Authenticator.objects.filter(user=user).exists()


def test_refusals(world, keeper, at):
    with pytest.raises(NotOneself):
        issue(keeper, keeper, at)
    with pytest.raises(ReasonMissing):
        issue(keeper, world.users["staff"], at, reason=" ")
    world.users["staff"].is_active = False
    world.users["staff"].save()
    with pytest.raises(AccountClosed):
        issue(keeper, world.users["staff"], at)
    with pytest.raises(AccountOutOfReach):
        issue(world.users["hr_city"], world.users["neighbour"], at)
