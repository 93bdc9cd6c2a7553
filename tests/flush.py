"""Emptying the test database between transactional tests, with append-only tables in it.

Triggers refuse the flush, as they should, so they are lifted for it alone; and the rows that
migrations made (Wagtail's locale, root page, site and collection, our own lists of relatives) are
put back afterwards.
"""

from django.core import serializers
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase
from wagtail.models import Collection, Locale, Page, Site

from pledges.kinship.models.declaration import KinshipRules, KinshipTerm

_flush = BaseDatabaseOperations.execute_sql_flush
_teardown = TransactionTestCase._fixture_teardown
_kept: dict[str, str] = {}
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"


def remember_migrated_rows() -> None:
    """Called once, right after the test database was made."""
    rows = [
        *Locale.objects.all(),
        *Page.objects.all(),
        *Site.objects.all(),
        *Collection.objects.all(),
        *KinshipTerm.objects.all(),
        *KinshipRules.objects.all(),
    ]
    _kept["rows"] = serializers.serialize("json", rows, use_natural_foreign_keys=True)


def _flush_past_triggers(operations, sql_list) -> None:
    database = operations.connection
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            _flush(operations, sql_list)
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute(TRIGGERS)
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        _flush(operations, sql_list)
        for _name, sql in triggers:
            cursor.execute(sql)


def _teardown_and_restore(case) -> None:
    _teardown(case)
    with connection.constraint_checks_disabled():
        for row in serializers.deserialize("json", _kept["rows"]):
            row.save()


def install() -> None:
    BaseDatabaseOperations.execute_sql_flush = _flush_past_triggers
    TransactionTestCase._fixture_teardown = _teardown_and_restore
