"""What a monitor is told, and that it is told in time."""

import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from cms.views import health


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_all_is_well(client, db, path):
    response = client.get(path)
    assert (response.status_code, response.json()["status"]) == (200, "ok")


def gone() -> None:
    raise OperationalError


@pytest.mark.parametrize(
    ("ask", "word"), [(gone, "OperationalError"), (lambda: time.sleep(30), "no answer within 3 s")]
)
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_without_a_database_the_answer_comes_within_five_seconds(
    client, db, monkeypatch, path, ask, word
):
    away = SimpleNamespace(cursor=ask, close=lambda: None)
    monkeypatch.setattr(health, "connection", away)
    started = time.monotonic()
    response = client.get(path)
    assert time.monotonic() - started < 5
    assert response.status_code == 503
    checks = response.json()["checks"]
    assert checks.pop("database") == word
    if path == "/readyz":
        assert checks["migrations"] == checks["queue"] == "not asked: no database"
        assert checks["cache"] == "ok"
