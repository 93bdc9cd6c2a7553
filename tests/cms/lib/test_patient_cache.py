"""Redis away: nothing fails, nothing is remembered but the failed tries."""

import time

import pytest
from django.core.cache import cache, caches
from django.urls import reverse
from django.utils import timezone

from cms.lib import cache as module
from cms.models.counts import Count
from exams.queries.presence import presence_of
from staff.models.tries import FailedTry
from tests.exams.views.test_wire import post
from tests.factories.exams import CLIENT, make_attempt, make_bank, make_paper, make_sitting
from tests.factories.staff import PASSWORD

AWAY = {
    "default": {
        "BACKEND": "cms.lib.cache.PatientRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}


@pytest.fixture(autouse=True)
def redis_away(settings, db):
    settings.CACHES = AWAY
    yield
    caches["default"].close()


def test_asked_for_anything_it_says_that_it_knows_nothing():
    assert cache.get("page", "none") == "none"
    assert cache.set("page", 1) is None
    assert (cache.add("page", 1), cache.touch("page"), cache.delete("page")) == (True, False, False)
    assert (cache.get_many(["page"]), cache.set_many({"page": 1}), "page" in cache) == (
        {},
        [],
        False,
    )
    cache.delete_many(["page"])
    assert not Count.objects.exists()


def test_counts_of_failed_tries_go_on_in_the_database():
    key = "allauth:rl:login:x"
    assert cache.add(f"{key}:lock", True, 10)
    assert not cache.add(f"{key}:lock", True, 10)
    cache.set(key, [1.0, 2.0], 60)
    assert cache.get(key, []) == [1.0, 2.0]
    assert Count.objects.count() == 2


def test_what_does_not_answer_is_left_in_peace_for_a_while(monkeypatch):
    asked = []
    monkeypatch.setattr(module.RedisCache, "get", lambda *_args: asked.append(1) or int("x"))
    monkeypatch.setattr(module, "RedisError", ValueError)
    for _ in range(3):
        assert cache.get("page") is None
    assert len(asked) == 1
    monkeypatch.setattr(module.time, "monotonic", lambda: time.time() + module.QUIET + 1e9)
    cache.get("page")
    assert len(asked) == 2


def test_log_in_home_page_and_a_beat_work(world, client, login):
    staff = world.users["staff"]
    attempt = make_attempt(
        make_sitting(make_paper(make_bank(world.city)), timezone.now()),
        world.members["staff"],
        timezone.now(),
    )
    assert login(staff).get("/").status_code == 200
    fields = {"login": staff.username, "password": "wrong"}
    assert client.post(reverse("account_login"), fields).status_code == 200
    assert post(attempt, {"client": CLIENT, "unsent": 0}, what="beat").status_code == 200
    assert presence_of([attempt.pk]) == {}


def test_five_wrong_tries_lock_an_account_all_the_same(world, client):
    fields = {"login": world.users["staff"].username, "password": "wrong"}
    for _ in range(5):
        client.post(reverse("account_login"), fields)
    response = client.post(reverse("account_login"), fields | {"password": PASSWORD})
    assert response.status_code != 302
    assert FailedTry.objects.count() == 5
    FailedTry.objects.all().delete()  # as after a quarter of an hour
    assert client.post(reverse("account_login"), fields | {"password": PASSWORD}).status_code == 302
