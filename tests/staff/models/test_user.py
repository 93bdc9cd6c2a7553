from datetime import timedelta

import pytest

from staff.models.user import ActivationCode, PasswordRecord
from tests.factories.staff import make_user
from tests.rows import refused

DAY = timedelta(days=1)


@pytest.fixture
def user(db):
    return make_user("YX00001", "张三")


def issue(user, at, **values):
    known = {"digest": "0" * 64, "created_at": at, "expires_at": at + DAY}
    return ActivationCode.objects.create(user=user, **{**known, **values})


def test_a_person_is_called_by_name_and_else_by_account(user):
    assert (str(user), user.get_full_name(), user.get_short_name()) == ("张三",) * 3
    user.name = ""
    assert str(user) == "YX00001"


def test_an_account_name_is_taken_once(user):
    with refused("username"):
        make_user("YX00001", "李四")


def test_a_code_opens_its_account_until_it_is_used_or_has_expired(user, at):
    code = issue(user, at)
    assert list(ActivationCode.objects.live(at)) == [code]
    assert not ActivationCode.objects.live(at + DAY).exists()
    code.used_at = at
    code.save()
    assert not ActivationCode.objects.live(at).exists()


def test_no_two_codes_are_the_same(user, at):
    issue(user, at)
    with refused("digest"):
        issue(make_user("YX00002"), at)


def test_earlier_passwords_are_the_newest_first(user, at):
    for days in (2, 0, 1):
        PasswordRecord.objects.create(user=user, password=str(days), set_at=at - days * DAY)
    assert [row.password for row in user.password_records.all()] == ["0", "1", "2"]
    assert str(user.password_records.first()) == f"{user.pk} 2026-11-23"
