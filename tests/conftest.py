"""Fixtures for every test. Time is a plain value: flows and engines take it as an argument."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache
from django.test import Client
from django.utils import translation

from exams.adapters.pace import forget
from tests import flush, migrated
from tests.casts import World, build_world

pytest_plugins = ["tests.evidence.signed", "tests.locks", "tests.reminders.gateways"]
flush.install()
migrated.install()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        flush.remember_migrated_rows()


@pytest.fixture(autouse=True)
def nothing_counted():
    """Rate limits and lock-outs of one test are not the next one's."""
    if isinstance(caches["default"], RedisCache):
        RedisCache.clear(caches["default"])  # what is counted in the database goes with the test
    else:
        cache.clear()
    forget()


@pytest.fixture(autouse=True)
def _language():
    """A page asked for in English leaves English switched on in this thread: not for the next."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def at() -> datetime:
    """The moment most tests happen at: a Monday morning in Yuxi."""
    return datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def time_machine_at(at):
    """The server's clock stands at `at`, for tests that go through views."""
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def world(db) -> World:
    return build_world()


@pytest.fixture
def login():
    """login(user) → a test client logged in as that user, speaking Chinese."""

    def enter(user) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(user, backend="staff.queries.login.StaffNumberOrPhoneBackend")
        return client

    return enter
