"""A row as the chain vouches for it: its columns as plain values, and one digest over them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from cms.lib import chain


def plain(value: Any) -> Any:
    """A column as canonical JSON can hold it: equal values of the database, equal results."""
    if isinstance(value, bool | int | None):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bytes | bytearray | memoryview):
        return chain.digest(bytes(value))
    if isinstance(value, float):  # only inside JSON columns: its shortest exact form
        return repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def row_digest(name: str, columns: Mapping[str, Any]) -> str:
    """SHA-256 over the row's name and its columns in canonical JSON."""
    values = {column: plain(value) for column, value in columns.items()}
    return chain.digest(chain.canonical({"row": name, "columns": values}))
