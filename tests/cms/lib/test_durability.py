"""The start refuses databases that could lose what they acknowledged."""

from unittest import mock

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import ConnectionHandler, connection, transaction

from cms import checks
from cms.lib.durability import durability_faults
from cms.settings.base import SQLITE_OPTIONS

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="PostgreSQL's own settings"
)


@pytest.fixture
def sqlite(db, tmp_path):
    """sqlite(init_command) → a connection to a file of its own."""
    made = []

    def connect(init_command: str):
        options = {"init_command": init_command}
        name = str(tmp_path / f"{len(made)}.sqlite3")
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}
        made.append(ConnectionHandler({"default": settings})["default"])
        return made[-1]

    yield connect
    for each in made:
        each.close()


@pytest.mark.parametrize(
    ("level", "faults"),
    [("OFF", ["synchronous=0"]), ("NORMAL", ["synchronous=1"]), ("FULL", []), ("EXTRA", [])],
)
def test_sqlite_must_sync_every_commit(sqlite, level, faults):
    assert durability_faults(sqlite(f"PRAGMA synchronous={level}")) == faults


def test_the_products_own_sqlite_settings_are_safe(sqlite):
    assert durability_faults(sqlite(SQLITE_OPTIONS["init_command"])) == []


@on_postgresql
@pytest.mark.parametrize(
    ("value", "faults"), [("off", ["synchronous_commit=off"]), ("local", []), ("on", [])]
)
def test_postgresql_must_wait_for_its_log(db, value, faults):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = {value}")
        assert durability_faults(connection) == faults


def test_postgresql_without_fsync_is_refused():
    """No session can switch fsync off, so the server's answers are played here."""
    answers = {"SHOW fsync": "off", "SHOW synchronous_commit": "on"}
    server = mock.MagicMock(vendor="postgresql")
    cursor = server.cursor.return_value.__enter__.return_value
    cursor.fetchone.side_effect = lambda: [answers[cursor.execute.call_args.args[0]]]
    assert durability_faults(server) == ["fsync=off"]


def test_a_database_we_do_not_know_is_refused():
    assert durability_faults(mock.Mock(vendor="oracle")) == ["vendor=oracle"]


def test_the_check_names_database_setting_and_remedy(sqlite, monkeypatch):
    unsafe = sqlite("PRAGMA synchronous=OFF")
    monkeypatch.setattr(checks, "connections", {"default": unsafe})
    (error,) = [row for row in run_checks(databases=["default"]) if row.id == "cms.E001"]
    assert error.msg == (
        "The database 'default' does not sync what it acknowledges: synchronous=0."
    )
    assert error.hint == checks.DURABILITY_HINT


def test_the_command_of_the_start_fails_on_it(sqlite, monkeypatch):
    monkeypatch.setattr(checks, "connections", {"default": sqlite("PRAGMA synchronous=OFF")})
    with pytest.raises(CommandError, match=r"cms\.E001"):
        call_command("check", databases=["default"], fail_level="ERROR")


def test_a_safe_database_passes(sqlite, monkeypatch):
    monkeypatch.setattr(checks, "connections", {"default": sqlite("PRAGMA synchronous=FULL")})
    assert [row for row in run_checks(databases=["default"]) if row.id == "cms.E001"] == []


def test_without_databases_none_is_asked():
    assert checks.check_durability(None, databases=None) == []
