"""Whether this database keeps what it has acknowledged when the power fails.

An answer is shown as saved once its commit has returned. That is only true when the database
syncs before it answers: SQLite with `synchronous` FULL or higher, PostgreSQL with `fsync` on and
`synchronous_commit` anything but off (postgresql.org, "Asynchronous Commit").
"""

from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE_FULL = 2  # PRAGMA synchronous: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA
POSTGRESQL_SETTINGS = ("fsync", "synchronous_commit")


def durability_faults(connection: BaseDatabaseWrapper) -> list[str]:
    """The unsafe settings of this connection, as `name=value`; empty when commits are durable."""
    if connection.vendor == "sqlite":
        return _sqlite_faults(connection)
    if connection.vendor == "postgresql":
        return _postgresql_faults(connection)
    return [f"vendor={connection.vendor}"]  # not a database whose promises we know


def _asked(connection: BaseDatabaseWrapper, sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return str(cursor.fetchone()[0])


def _sqlite_faults(connection: BaseDatabaseWrapper) -> list[str]:
    level = int(_asked(connection, "PRAGMA synchronous"))
    return [] if level >= SQLITE_FULL else [f"synchronous={level}"]


def _postgresql_faults(connection: BaseDatabaseWrapper) -> list[str]:
    told = {name: _asked(connection, f"SHOW {name}") for name in POSTGRESQL_SETTINGS}
    return [f"{name}={value}" for name, value in told.items() if value == "off"]
