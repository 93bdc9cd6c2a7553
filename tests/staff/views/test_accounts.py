import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.db import connections
from django.test import Client
from wagtail.models import ModelLogEntry

from cms.lib.crypto import lookup_hash
from evidence.adapters.identity import LockedOut, WrongPassword, confirm_password
from staff.flows.sessions import end_sessions
from staff.models.member import Member
from tests.factories.staff import PASSWORD

LOGIN = "/accounts/login/"
PHONE = "13911112222"
WRONG = "号码或密码不正确"
LOCKED = "输错次数过多，请等待 15 分钟"


@pytest.fixture
def named(world):
    Member.objects.filter(user=world.users["staff"]).update(
        staff_number="YX70007", mobile_hash=lookup_hash("mobile", PHONE)
    )
    return world.users["staff"]


def attempt(name, typed="wrong", client=None):
    client = client or Client(headers={"accept-language": "zh-hans"})
    return client.post(LOGIN, {"login": name, "password": typed})


def entered(response) -> bool:
    return response.status_code == 302


@pytest.mark.parametrize("name", ["staff", "yx70007", PHONE])
def test_any_name_of_a_person_logs_in_and_leads_home(named, name):
    response = attempt(name, PASSWORD)
    assert response.headers["Location"] == "/"
    entry = ModelLogEntry.objects.get(action="staff.log_in")
    assert (entry.user, entry.data) == (named, {"ip": "127.0.0.1"})


@pytest.mark.parametrize("name", ["staff", "nobody", "13987654321", "leaver"])
def test_wrong_names_and_wrong_passwords_sound_alike(named, world, name):
    world.users["neighbour"].username = "leaver"
    world.users["neighbour"].is_active = False
    world.users["neighbour"].save()
    password = PASSWORD if name == "leaver" else "wrong"
    assert WRONG in attempt(name, password).content.decode()


@pytest.mark.parametrize("name", ["staff", "nobody"])
def test_five_failures_lock_the_name_for_fifteen_minutes(named, at, name):
    with time_machine.travel(at, tick=False) as clock:
        for _number in range(5):
            assert WRONG in attempt(name).content.decode()
        assert LOCKED in attempt(name, PASSWORD).content.decode()
        assert entered(attempt("coordinator", PASSWORD))
        clock.shift(timedelta(minutes=15, seconds=1))
        assert entered(attempt(name, PASSWORD)) == (name == "staff")


def test_the_lock_holds_under_every_name_and_tells_of_none_that_they_belong_together(named, at):
    with time_machine.travel(at, tick=False):
        for _number in range(5):
            attempt(PHONE)
        for name in ("staff", "YX70007"):
            page = attempt(name, PASSWORD).content.decode()
            assert WRONG in page
            assert LOCKED not in page
        other = attempt("coordinator").content.decode()
        assert page.count("次") == other.count("次")


@pytest.mark.parametrize(
    "spellings",
    [("yx70007", "ＹＸ７０００７", "YX 70007"), ("zz99999", "ＺＺ９９９９９", "ZZ-99999")],
)
def test_known_and_unknown_numbers_are_counted_alike_however_they_are_typed(named, at, spellings):
    with time_machine.travel(at, tick=False):
        for number in range(5):
            assert WRONG in attempt(spellings[number % 3]).content.decode()
        assert all(LOCKED in attempt(name).content.decode() for name in spellings)


@pytest.mark.parametrize("name", ["staff", "nobody"])
def test_the_last_tries_are_counted_aloud_whoever_is_meant(db, world, at, name):
    with time_machine.travel(at, tick=False):
        said = [attempt(name).content.decode() for _number in range(5)]
    assert ["还可以尝试" in page for page in said] == [False, True, True, True, False]
    assert "还可以尝试 1 次" in said[3]
    assert "15 分钟内不能再试" in said[4]


class TestKnownDevices:
    @pytest.fixture
    def phone(self, named, at):
        """A device on which the person has logged in before."""
        client = Client(headers={"accept-language": "zh-hans"})
        assert entered(attempt("staff", PASSWORD, client))
        client.post("/accounts/logout/")
        assert "_auth_user_id" not in client.session
        return client

    def test_strangers_lock_themselves_out_and_not_the_holder(self, phone):
        for _number in range(6):
            attempt("staff")
        assert LOCKED in attempt("staff", PASSWORD).content.decode()
        assert entered(attempt("staff", PASSWORD, phone))

    def test_a_known_device_is_counted_for_itself_and_for_its_own_account(self, phone):
        for _number in range(5):
            attempt("staff", client=phone)
        assert LOCKED in attempt("staff", PASSWORD, phone).content.decode()
        assert entered(attempt("staff", PASSWORD))
        for _number in range(5):
            attempt("coordinator", client=phone)
        assert LOCKED in attempt("coordinator", PASSWORD).content.decode()

    def test_a_new_code_and_leaving_make_every_device_unknown(self, phone, named):
        end_sessions(user=named)
        for _number in range(5):
            attempt("staff")
        assert LOCKED in attempt("staff", PASSWORD, phone).content.decode()

    def test_a_made_up_cookie_is_no_known_device(self, named):
        client = Client(headers={"accept-language": "zh-hans"})
        client.cookies["jiangtang_device"] = "a" * 43
        for _number in range(5):
            attempt("staff")
        assert LOCKED in attempt("staff", PASSWORD, client).content.decode()

    def test_a_noisy_network_is_slowed_down_and_shuts_nobody_out(self, phone, at, settings):
        settings.JIANGTANG_NOISY = 20
        with time_machine.travel(at + timedelta(days=1), tick=False) as clock:
            for number in range(20):
                attempt(f"YX{number:05d}", "Spring-2026")
            assert "请稍等几秒" in attempt("coordinator", PASSWORD).content.decode()
            assert entered(attempt("staff", PASSWORD, phone))
            clock.shift(timedelta(seconds=3))
            assert entered(attempt("coordinator", PASSWORD))


def test_signing_has_a_count_of_its_own(named, rf):
    for _number in range(6):
        attempt("staff")
    request = rf.post("/")
    request.user = named
    assert confirm_password(request, PASSWORD) == "password"
    for _number in range(5):
        with pytest.raises(WrongPassword):
            confirm_password(request, "wrong")
    with pytest.raises(LockedOut):
        confirm_password(request, PASSWORD)
    assert ModelLogEntry.objects.filter(action="staff.confirm_failed").count() == 5
    assert ModelLogEntry.objects.filter(action="staff.log_in_failed").count() == 5


def test_the_count_holds_while_the_cache_is_away(named, settings):
    settings.CACHES = {
        **settings.CACHES,
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        },
    }
    assert entered(attempt("staff", PASSWORD))
    for _number in range(5):
        attempt("staff")
    assert LOCKED in attempt("staff", PASSWORD).content.decode()


@pytest.mark.parametrize("name", ["staff", "nobody"])
def test_what_is_refused_untested_costs_a_hash_too(named, at, name, monkeypatch):
    runs = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: runs.append(1) or encode(self, *args)
    )
    with time_machine.travel(at, tick=False):
        for _number in range(5):
            attempt(PHONE)
        before = len(runs)
        attempt(name)
    assert len(runs) == before + 1


def test_a_success_in_between_does_not_reset_the_count(named):
    for _number in range(4):
        attempt("staff")
    assert entered(attempt("staff", PASSWORD))
    attempt("staff")
    assert LOCKED in attempt("staff", PASSWORD).content.decode()


def test_a_whole_bureau_may_arrive_from_one_address(named):
    assert all(entered(attempt("staff", PASSWORD)) for _number in range(40))


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_are_counted_one_by_one():
    """No more than five of 24 guesses at one moment are even tried."""
    answers = []

    def guess() -> None:
        answers.append(attempt("nobody").content.decode())
        connections.close_all()

    threads = [threading.Thread(target=guess) for _number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 24
    assert sum(WRONG in answer for answer in answers) <= 5


def test_failures_are_noted_on_the_account_that_was_meant(named):
    attempt("YX70007")
    attempt("nobody")
    entry = ModelLogEntry.objects.get(action="staff.log_in_failed")
    assert (entry.object_id, entry.user) == (str(named.pk), None)
    assert "wrong" not in str(entry.data)


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "password/set/",
        "password/reset/done/",
        "password/reset/key/1-abc/",
        "login/code/confirm/",
    ],
)
def test_unneeded_addresses_of_allauth_are_shut(client, world, login, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    assert login(world.users["staff"]).post(f"/accounts/{path}").status_code == 404


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "help/"])
def test_whoever_looks_for_an_account_or_a_reset_is_told_what_to_do(client, db, path):
    response = client.get(f"/accounts/{path}")
    assert response.status_code == 200
    assert "/accounts/activate/" in response.content.decode()
    assert client.post(f"/accounts/{path}", {"email": "a@b.cn"}).status_code == 405


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("password/change/", 'name="oldpassword"'),
        ("2fa/", "/accounts/2fa/totp/activate/"),
        ("sessions/", "127.0.0.1"),
        ("logout/", "<button"),
    ],
)
def test_what_a_person_needs_stays_open(world, path, part):
    client = Client()
    attempt("staff", PASSWORD, client)
    response = client.get(f"/accounts/{path}")
    assert response.status_code == 200
    assert part in response.text


def test_a_second_factor_is_enrolled_kept_encrypted_and_asked_for(world):
    client = Client()
    attempt("hr_county", PASSWORD, client)
    enrol = "/accounts/2fa/totp/activate/"
    door = client.get(enrol).headers["Location"]
    assert door.startswith("/accounts/reauthenticate/")
    assert client.post(door, {"password": PASSWORD}).headers["Location"] == enrol
    secret = client.get(enrol).context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert client.post(enrol, {"code": code}).status_code == 302
    stored = world.users["hr_county"].authenticator_set.get(type="totp").data["secret"]
    assert secret not in stored
    again = Client()
    response = attempt("hr_county", PASSWORD, again)
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert again.get("/desk/").status_code == 302


def test_changing_the_password_ends_the_other_sessions_only(world):
    here, there = Client(), Client()
    attempt("staff", PASSWORD, here)
    attempt("staff", PASSWORD, there)
    assert UserSession.objects.filter(user=world.users["staff"]).count() == 2
    values = {
        "oldpassword": PASSWORD,
        "password1": "Lantern-1985",
        "password2": "Lantern-1985",
    }
    assert here.post("/accounts/password/change/", values).headers["Location"] == "/"
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_a_password_of_the_last_five_is_refused_on_the_page(world):
    client = Client(headers={"accept-language": "zh-hans"})
    attempt("staff", PASSWORD, client)
    values = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/accounts/password/change/", values)
    assert response.status_code == 200
    assert "最近 5 次" in response.content.decode()


def test_there_is_one_door_only(client, world):
    response = client.get("/admin/login/?next=/admin/grants/")
    assert response.headers["Location"] == "/accounts/login/?next=%2Fadmin%2Fgrants%2F"
    client.post("/admin/login/", {"username": "admin", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    for path in ("password_reset/", "password_reset/done/"):
        response = client.get(f"/admin/{path}")
        assert 'name="email"' not in response.text
        assert response.status_code != 200


def test_the_admins_own_settings_hold_neither_name_nor_password(world, login):
    call_command("setup_site")
    client = login(world.users["hr_city"])
    response = client.get("/admin/account/")
    names = {
        panel.name for panels in response.context["panels_by_tab"].values() for panel in panels
    }
    assert names == {"locale", "theme"}
    stranger = login(world.users["staff"])
    assert stranger.get("/admin/account/").status_code == 404
