"""A long register is written in a process of its own: the threads that save answers stay free."""

import pickle
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from cms.lib.bounded import limit_this_process, run_apart, turn
from cms.lib.tables.writing import Column, write_sheet

AT_ONCE = 2
SECONDS = 60  # of work; of the clock, on a full machine, twice as many
MEMORY = 1024 * 1024 * 1024
SHORT = 5_000  # cells: written sooner than a process begins


def write_long_sheet(
    columns: Sequence[Column],
    lines: Iterable[Sequence[object]],
    *,
    title: str,
    note: str,
    mark: str,
    foot: Callable[[], Sequence[object] | None],
) -> bytes:
    """As `write_sheet`. Raises Busy when others are being written."""
    rows = [[_told(value) for value in line] for line in lines]
    total = foot()
    texts = {"title": str(title), "note": str(note), "mark": str(mark)}
    if len(rows) * len(columns) <= SHORT or settings.JIANGTANG_SHEETS_IN_PLACE:
        return write_sheet(columns, rows, **texts, foot=lambda: total)
    heads = [(str(column.title), column.width) for column in columns]
    given = pickle.dumps((heads, rows, texts, total and [_told(value) for value in total]))
    with turn("registers", AT_ONCE):
        return run_apart(__name__, given, seconds=2 * SECONDS)


def _told(value: object) -> object:
    """As a process can be told that knows neither settings nor languages."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).replace(tzinfo=None)
    return value if isinstance(value, int | float | Decimal | date | type(None)) else str(value)


def main() -> None:
    """Read what `write_long_sheet` gives from stdin, write the workbook to stdout."""
    limit_this_process(seconds=SECONDS, memory=MEMORY)
    heads, rows, texts, total = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own, from above
    columns = [Column(title, width) for title, width in heads]
    sys.stdout.buffer.write(write_sheet(columns, rows, **texts, foot=lambda: total))


if __name__ == "__main__":
    main()
