from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from staff.flows.activation import issue_codes
from tests.factories.staff import PASSWORD

PATH = "/accounts/activate/"
NEW = "Lantern-1985"


@pytest.fixture
def issued(world, at):
    """(user, code) at `at`, with the clock standing there."""
    user = world.users["staff"]
    user.must_change_password = True
    user.save()
    with time_machine.travel(at, tick=False) as clock:
        [(user, code)] = issue_codes(users=[user], by=None, at=at)
        yield user, code, clock


def activate(code, number="staff", password=NEW, again=NEW, client=None):
    client = client or Client(headers={"accept-language": "zh-hans"})
    values = {"staff_number": number, "code": code, "password": password, "again": again}
    return client.post(PATH, values)


def test_a_code_and_an_own_password_open_the_account_and_log_in(issued):
    user, code, _clock = issued
    client = Client()
    typed = code.lower().replace("-", " ")
    assert activate(typed, user.member.staff_number, client=client).headers["Location"] == "/"
    assert client.get("/me/").status_code == 200
    assert client.get(PATH).headers["Location"] == "/"


def test_a_code_works_once(issued):
    _user, code, _clock = issued
    activate(code)
    assert "form" in activate(code, password="Second-1985", again="Second-1985").context


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "nobody"}, "code"),
        ({"number": "coordinator"}, "code"),
        ({"again": "Other-1985x"}, "again"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": PASSWORD, "again": PASSWORD}, "password"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_code_stays_good(issued, changes, field):
    _user, code, _clock = issued
    assert list(activate(code, **changes).context["form"].errors) == [field]
    assert activate(code).status_code == 302


def test_a_code_ends_after_fourteen_days(issued):
    _user, code, clock = issued
    clock.shift(timedelta(days=14))
    assert "code" in activate(code).context["form"].errors


def test_guessing_stops_after_five_and_does_not_lock_the_login(issued):
    _user, code, _clock = issued
    for _number in range(5):
        assert "code" in activate("AAAA-BBBB-CCCC").context["form"].errors
    assert "__all__" in activate(code).context["form"].errors
    client = Client()
    client.post("/accounts/login/", {"login": "staff", "password": PASSWORD})
    assert client.get("/accounts/sessions/").status_code == 200


def test_guessing_does_not_tell_which_phone_belongs_to_which_number(issued, world):
    user, code, _clock = issued
    phone, number = user.member.mobile, user.member.staff_number
    strange = world.members["coordinator"].staff_number
    for _number in range(5):
        activate("AAAA-BBBB-CCCC", phone)
    mine = activate("AAAA-BBBB-CCCC", number).context["form"].errors
    other = activate("AAAA-BBBB-CCCC", strange).context["form"].errors
    assert mine == other
    assert "code" in activate(code, number).context["form"].errors  # and yet it is not tried


def test_a_new_code_opens_an_account_that_failed_log_ins_have_locked(issued):
    user, code, _clock = issued
    for _number in range(6):
        Client().post("/accounts/login/", {"login": "staff", "password": "wrong"})
    client = Client()
    activate(code, client=client)
    client.post("/accounts/logout/")
    response = client.post("/accounts/login/", {"login": "staff", "password": NEW})
    assert response.headers["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
