import pytest
from allauth.mfa.models import Authenticator
from django.test import TestCase
from wagtail.models import ModelLogEntry

from cms.lib.errors import MovedOn, ReasonMissing, TwoPeople
from staff.flows.accounts import (
    AccountClosed,
    AccountOutOfReach,
    AlreadyAsked,
    NotOneself,
    SecondPersonNeeded,
    ask_new_code,
    confirm_request,
    issue_new_code,
    refuse_request,
)
from staff.flows.activation import redeem_code
from staff.models.accounts import AccountNotice
from staff.models.user import ActivationCode, User
from tests.factories.staff import LONG_AGO, make_grant, make_user


@pytest.fixture
def keeper(world):
    """An accounts administrator of 峨山 county only."""
    user = make_user("keeper")
    make_grant(user, "accounts_admin", world.eshan)
    return user


def issue(keeper, user, at, reason="忘记密码", **more):
    return issue_new_code(by=keeper, user=user, reason=reason, at=at, **more)


def ask(keeper, user, at, reason="手机遗失", **more):
    return ask_new_code(by=keeper, user=user, reason=reason, at=at, **more)


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


def test_a_once_held_role_opens_nothing(world, at):
    """The first half of a take-over: a township's role that the city's inspector had last year."""
    township = make_user("township")
    make_grant(township, "accounts_admin", world.shuangjiang)
    make_grant(world.users["inspector"], "hr", world.shuangjiang, revoked_at=at)
    with pytest.raises(AccountOutOfReach):
        issue(township, world.users["inspector"], at)
    with pytest.raises(AccountOutOfReach):
        ask(township, world.users["inspector"], at, forget_second_factor=True)


def test_the_holder_is_told_in_the_product_and_by_mail(world, keeper, at, mailoutbox, settings):
    settings.REMINDER_CHANNELS = ["in_product", "mail"]
    user = world.users["staff"]
    User.objects.filter(pk=user.pk).update(email="wang@example.cn")
    with TestCase.captureOnCommitCallbacks(execute=True):
        issue(keeper, user, at)
    [told] = AccountNotice.objects.filter(user=user)
    assert (told.kind, told.by, told.seen_at) == ("code_issued", keeper, None)
    [mail] = mailoutbox
    assert mail.to == ["wang@example.cn"]
    assert "keeper" in mail.body
    assert "忘记密码" not in mail.body


class TestTwoPeople:
    @pytest.fixture
    def second(self, world):
        user = make_user("second")
        make_grant(user, "permissions_admin", world.eshan)
        return user

    @pytest.fixture
    def factor(self, world):
        user = world.users["hr_township"]
        Authenticator.objects.create(user=user, type="totp", data={})
        return Authenticator.objects.filter(user=user)

    def test_a_lost_phone_is_forgotten_by_two(self, world, keeper, second, factor, at):
        user = world.users["hr_township"]
        request = ask(keeper, user, at, forget_second_factor=True)
        assert factor.exists()
        assert not ActivationCode.objects.filter(user=user).exists()
        code = confirm_request(request=request, by=second, at=at)
        assert not factor.exists()
        assert redeem_code(staff_number=user.username, code=code, password="Jiang-9-tang", at=at)
        logged = ModelLogEntry.objects.filter(object_id=str(user.pk)).order_by("timestamp")
        acts = [(one.action, one.user) for one in logged if one.action.endswith("_code")]
        assert acts == [("staff.ask_code", keeper), ("staff.issue_code", second)]
        told = AccountNotice.objects.filter(user=user).order_by("pk")
        assert [one.kind for one in told] == ["code_asked", "factor_removed"]

    def test_one_person_alone_opens_no_administrators_account(self, world, at):
        by, admin = world.users["admin"], world.users["admin_audit"]
        with pytest.raises(SecondPersonNeeded):
            issue(by, admin, at)
        request = ask(by, admin, at)
        with pytest.raises(TwoPeople):
            confirm_request(request=request, by=by, at=at)
        assert confirm_request(request=request, by=world.users["admin_permissions"], at=at)

    def test_neither_the_holder_nor_who_lacks_the_right_confirms(self, world, keeper, at, factor):
        user = world.users["hr_township"]
        request = ask(keeper, user, at, forget_second_factor=True)
        make_grant(user, "permissions_admin", world.shuangjiang)
        with pytest.raises(NotOneself):
            confirm_request(request=request, by=user, at=at)
        other = make_user("other")
        make_grant(other, "permissions_admin", world.xinping)
        for by in (other, world.users["hr_city"], world.users["admin_audit"]):
            with pytest.raises(AccountOutOfReach):
                confirm_request(request=request, by=by, at=at)
        assert factor.exists()

    def test_what_was_decided_or_asked_twice_is_not_done_twice(self, world, keeper, second, at):
        user = world.users["hr_township"]
        request = ask(keeper, user, at)
        with pytest.raises(AlreadyAsked):
            ask(keeper, user, at)
        refuse_request(request=request, by=second, reason="本人未提出", at=at)
        with pytest.raises(MovedOn):
            confirm_request(request=request, by=second, at=at)
        assert not ActivationCode.objects.filter(user=user).exists()
        refuse_request(request=ask(keeper, user, at), by=keeper, reason="误提", at=at)

    def test_the_right_to_ask_must_last_until_the_confirmation(self, world, keeper, second, at):
        request = ask(keeper, world.users["hr_township"], at)
        keeper.role_grants.update(revoked_at=LONG_AGO)
        with pytest.raises(AccountOutOfReach):
            confirm_request(request=request, by=second, at=at)


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
