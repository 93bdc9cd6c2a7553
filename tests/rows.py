"""What the database itself must refuse, whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """The constraint of this name says no; nothing is written.

    SQLite names a broken unique key by its columns and not by its name.
    """
    with pytest.raises(IntegrityError, match=f"{constraint}|UNIQUE"), transaction.atomic():
        yield


def said(entry) -> dict:
    """What an entry says, without the digests of the rows that it vouches for."""
    return {name: value for name, value in entry.payload.items() if name != "rows"}


def assert_append_only(row: models.Model, **values: object) -> None:
    """The row can be neither changed nor deleted, and is as it was."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    before = rows.values().get()
    for change in (lambda: rows.update(**values), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert rows.values().get() == before
