import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher

from cms.lib.crypto import lookup_hash
from staff.models.member import Member
from staff.queries.login import account_name
from tests.factories.staff import PASSWORD, make_member, make_user

PHONE = "13911112222"


@pytest.fixture
def named(world):
    """The member `staff` with a known staff number and phone."""
    Member.objects.filter(user=world.users["staff"]).update(
        staff_number="YX70007", mobile_hash=lookup_hash("mobile", PHONE)
    )
    return world.users["staff"]


def enter(name, password=PASSWORD):
    return authenticate(None, username=name, password=password)


@pytest.mark.parametrize(
    "typed",
    ["staff", " staff ", "YX70007", "yx70007", "ＹＸ７０００７", PHONE, "+86 139 1111 2222"],
)
def test_every_name_of_a_person_leads_to_the_account(named, typed):
    assert enter(typed) == named


def test_a_shared_phone_identifies_nobody(world, named):
    make_member(world.guishan, mobile=PHONE)
    assert enter(PHONE) is None
    assert enter("YX70007") == named


def test_a_phone_shared_with_a_leaver_is_the_remaining_persons(world, named):
    make_member(world.guishan, mobile=PHONE, status="left", left_on="2026-02-01")
    assert enter(PHONE) == named


def test_a_username_wins_over_somebody_elses_staff_number(world, named):
    other = make_user("YX70007")
    assert enter("YX70007") == other


def test_unknown_names_stay_as_typed(world):
    assert account_name("nobody") == "nobody"


@pytest.mark.parametrize("name", ["staff", "nobody", "13912345678", "leaver"])
def test_a_wrong_name_costs_one_hash_like_a_wrong_password(world, name, monkeypatch):
    make_user("leaver", is_active=False)
    runs = []
    encode = MD5PasswordHasher.encode

    def counted(self, *args):
        runs.append(1)
        return encode(self, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    assert enter(name, "wrong") is None
    assert len(runs) == 1


def test_an_inactive_account_never_enters_and_its_session_is_dead_at_once(world, login):
    client = login(world.users["staff"])
    assert client.get("/me/").status_code == 200
    world.users["staff"].is_active = False
    world.users["staff"].save()
    assert client.get("/me/").headers["Location"] == "/accounts/login/?next=/me/"
    assert enter("staff") is None
