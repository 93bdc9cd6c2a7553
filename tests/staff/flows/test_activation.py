from datetime import timedelta

import pytest
from django.utils import timezone

from staff.flows.activation import CodeRefused, PasswordRefused, issue_codes, redeem_code
from staff.models.user import ActivationCode, User
from tests.factories.staff import make_member

GOOD = "Fresh-words-2026"


@pytest.fixture
def member(world):
    member = make_member(world.shuangjiang, "新人", staff_number="YX09001")
    member.user.set_unusable_password()
    member.user.save()
    return member


def issue(member, at):
    return issue_codes(users=[member.user], by=None, at=at)[0][1]


def test_a_code_opens_the_account_once(member, at):
    code = issue(member, at)
    user = redeem_code(staff_number="YX09001", code=code, password=GOOD, at=at)
    assert User.objects.get(pk=user.pk).check_password(GOOD)
    assert not user.must_change_password
    with pytest.raises(CodeRefused):
        redeem_code(staff_number="YX09001", code=code, password=GOOD + "x", at=at)


def test_the_code_may_be_typed_carelessly(member, at):
    typed = issue(member, at).lower().replace("-", " ")
    assert redeem_code(staff_number="yx09001", code=typed, password=GOOD, at=at) == member.user


def test_the_code_itself_is_not_kept(member, at):
    code = issue(member, at)
    row = ActivationCode.objects.get()
    assert code not in f"{row.digest}{vars(row)}"
    assert row.expires_at == at + timedelta(days=14)


def test_a_new_code_ends_the_old_one(member, at):
    old = issue(member, at)
    issue(member, at)
    with pytest.raises(CodeRefused):
        redeem_code(staff_number="YX09001", code=old, password=GOOD, at=at)


@pytest.mark.parametrize("number", ["YX09001", "YX09999", "YX00000"])
def test_wrong_code_wrong_number_and_nobody_get_one_answer(member, at, number):
    issue(member, at)
    with pytest.raises(CodeRefused) as caught:
        redeem_code(staff_number=number, code="2222-2222-2222", password=GOOD, at=at)
    assert caught.value.params == {"days": 14}


def test_another_persons_code_does_not_fit(member, world, at):
    other = issue(world.members["staff"], at)
    with pytest.raises(CodeRefused):
        redeem_code(staff_number="YX09001", code=other, password=GOOD, at=at)


def test_an_old_code_and_a_leaver_are_refused(member, at):
    code = issue(member, at)
    with pytest.raises(CodeRefused):
        redeem_code(staff_number="YX09001", code=code, password=GOOD, at=at + timedelta(days=14))
    User.objects.filter(pk=member.user.pk).update(is_active=False)
    with pytest.raises(CodeRefused):
        redeem_code(staff_number="YX09001", code=code, password=GOOD, at=at)


def test_a_weak_password_keeps_the_code(member, at):
    code = issue(member, at)
    with pytest.raises(PasswordRefused):
        redeem_code(staff_number="YX09001", code=code, password="short", at=at)
    assert ActivationCode.objects.live(at).count() == 1
    redeem_code(staff_number="YX09001", code=code, password=GOOD, at=at)


def test_codes_for_a_whole_county_are_quick_and_different(member, world, at):
    users = User.objects.all()
    pairs = issue_codes(users=users, by=world.users["admin"], at=timezone.now())
    assert len({code for _user, code in pairs}) == users.count()
