"""The few things of allauth that may move at any upgrade: found by this test, not by a signer."""

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory

from evidence.adapters import accounts

INSIDE = re.compile(r"^from allauth[\w.]*\.internal|^import allauth[\w.]*\.internal", re.MULTILINE)


@pytest.mark.parametrize(
    ("function", "asked"),
    [
        (accounts.consume, {"request", "app", "action", "config", "limit_get"}),
        (accounts.get_credentials, {"user"}),
    ],
)
def test_allauth_still_asks_what_we_give(function, asked):
    parameters = inspect.signature(function).parameters
    assert asked <= set(parameters)
    needed = {name for name, one in parameters.items() if one.default is inspect.Parameter.empty}
    assert needed <= asked


def test_nobody_else_reaches_into_allauth():
    root = Path(settings.BASE_DIR)
    apps = ("cms", "staff", "bank", "evidence", "reminders", "courses", "exams", "pledges", "desk")
    found = [
        str(path.relative_to(root))
        for app in apps
        for path in (root / app).rglob("*.py")
        if INSIDE.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["evidence/adapters/accounts.py"]


def test_a_rate_is_used_up_by_address():
    ask = RequestFactory().get("/verify/", REMOTE_ADDR="192.0.2.1")
    other = RequestFactory().get("/verify/", REMOTE_ADDR="192.0.2.2")
    for request in (ask, other):
        request.user = None
    values = {"app": "test", "action": "look", "rate": "2/10m/ip"}
    assert [accounts.is_within_rate(ask, **values) for _ in range(3)] == [True, True, False]
    assert accounts.is_within_rate(other, **values)


def test_who_has_no_passkey_has_none(world):
    assert accounts.passkeys_of(world.users["staff"]) == []
