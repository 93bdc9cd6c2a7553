"""The migrated test database, made once and copied: migrations take a minute, a copy a moment.

The copy lies below var/, named by the digest of every migration of ours and the versions of
Django and Wagtail; another migration makes another copy. SQLite only: PostgreSQL migrates anew.
"""

import hashlib
import os
import sqlite3
import tempfile
from pathlib import Path

import django
import wagtail
from django.conf import settings
from django.core import management
from django.db import connection
from django.db.backends.base.creation import BaseDatabaseCreation

_call_command = management.call_command
_create = BaseDatabaseCreation.create_test_db
ROOT = Path(__file__).resolve().parent.parent


def copy_path() -> Path:
    """Where the copy for the present migrations lies, whether it is there or not."""
    digest = hashlib.sha256(f"{django.VERSION}{wagtail.VERSION}".encode())
    for config in sorted(settings.INSTALLED_APPS):
        for path in sorted((ROOT / config.replace(".", "/") / "migrations").glob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    digest.update((ROOT / "cms/lib/append_only.py").read_bytes())
    return ROOT / "var" / f"migrated-{digest.hexdigest()[:20]}.sqlite3"


def _migrate(name: str, *args, **options) -> None:
    if name != "migrate" or connection.vendor != "sqlite":
        _call_command(name, *args, **options)
        return
    path = copy_path()
    connection.ensure_connection()
    if path.exists():
        with sqlite3.connect(path) as kept:
            kept.backup(connection.connection)
        kept.close()
    _call_command(name, *args, **options)
    if not path.exists():
        _keep(path)


def _keep(path: Path) -> None:
    """Whole or not at all: several test processes may do it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob("migrated-*.sqlite3"):
        old.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix="migrating-")
    os.close(handle)
    with sqlite3.connect(name) as kept:
        connection.connection.backup(kept)
    kept.close()
    os.replace(name, path)


def _create_test_db(*args, **options) -> str:
    management.call_command = _migrate
    try:
        return _create(*args, **options)
    finally:
        management.call_command = _call_command


def install() -> None:
    BaseDatabaseCreation.create_test_db = _create_test_db
