"""Which rows a flow holds, seen where PostgreSQL would be asked: SQLite has one lock for all."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler


class Holds(list):
    """The models whose rows were held, in their order; each inside a transaction of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.outside = len(connection.savepoint_ids)

    def note(self, query) -> None:
        alone = query.select_for_update_of == ("self",) or not query.select_related
        assert alone, "a joined row would be held too"
        assert len(connection.savepoint_ids) > self.outside, "held outside a transaction"
        self.append(query.model._meta.label)


@pytest.fixture
def holds(db, monkeypatch) -> Holds:
    """holds → the labels of the models whose rows were held since the test asked for it."""
    found = Holds()
    execute = SQLCompiler.execute_sql

    def seen(compiler, *args, **options):
        if compiler.query.select_for_update:
            found.note(compiler.query)
        return execute(compiler, *args, **options)

    monkeypatch.setattr(SQLCompiler, "execute_sql", seen)
    return found


class HalfWay(Exception):
    """Something else fails in the middle of a flow."""


@pytest.fixture
def fails(monkeypatch):
    """fails(place) → what is called there raises HalfWay from now on."""

    def fail(*_args, **_options):
        raise HalfWay

    return lambda place: monkeypatch.setattr(place, fail)


@contextmanager
def held_models() -> Iterator[list[str]]:
    """The tables whose rows are held inside the block, in order, by their models' names."""
    seen: list[str] = []
    execute = SQLCompiler.execute_sql

    def note(compiler, *args, **options):
        if compiler.query.select_for_update:
            seen.append(compiler.query.model.__name__)
        return execute(compiler, *args, **options)

    SQLCompiler.execute_sql = note
    try:
        yield seen
    finally:
        SQLCompiler.execute_sql = execute
