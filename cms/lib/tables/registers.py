"""Registers 台账 as data: columns that read a row, totals that belong to their column."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cms.lib.tables.writing import Column, plain
from cms.lib.tables.written import write_long_sheet

FORMATS = ("xlsx", "csv")
NUMBER = 6  # the width of the running number
BOM = "\ufeff"  # without it Chinese Excel opens a CSV garbled


@dataclass(frozen=True)
class Register:
    """What a list looks like once it has left the house.

    `log` is the action under which the log keeps who took it. `numbered` puts a running number
    before every row.
    """

    title: Any
    columns: tuple[Column, ...]
    log: str = ""
    numbered: bool = False

    def __post_init__(self) -> None:
        blind = [str(column.title) for column in self.columns if column.read is None]
        if blind:
            raise ValueError(f"Columns of a register read their value: {blind}")

    @property
    def heads(self) -> list[Column]:
        number = [Column(_("No."), NUMBER)] if self.numbered else []
        return [*number, *self.columns]


@dataclass(frozen=True)
class Written:
    """A register as a file, and how many rows stand in it."""

    data: bytes
    rows: int


class Lines:
    """The rows as lines, read once; afterwards `foot` has the totals, column by column."""

    def __init__(self, register: Register, rows: Iterable[Any]) -> None:
        self.register, self.rows, self.count = register, rows, 0
        self.values: list[list[Any]] = [[] for _column in register.columns]

    def __iter__(self) -> Iterator[list[object]]:
        for row in self.rows:
            self.count += 1
            cells = [self._read(place, row) for place in range(len(self.register.columns))]
            yield [self.count, *cells] if self.register.numbered else cells

    def _read(self, place: int, row: Any) -> object:
        column = self.register.columns[place]
        value = column.read(row) if column.read else None
        if column.total and value is not None and (column.counts is None or column.counts(row)):
            self.values[place].append(value)
        return value

    def foot(self) -> list[object] | None:
        """The word “Total” stands in the first column that has none of its own."""
        columns = self.register.columns
        if not any(column.total for column in columns):
            return None
        cells: list[object] = [
            column.total(values) if column.total else ""
            for column, values in zip(columns, self.values, strict=True)
        ]
        free = [place for place, column in enumerate(columns) if column.total is None]
        if free:
            cells[free[0]] = _("Total")
        return ["", *cells] if self.register.numbered else cells


def write_register(
    register: Register,
    rows: Iterable[Any],
    *,
    filled_by: str,
    at: datetime,
    exported_by: str = "",
    file_format: str = "xlsx",
) -> Written:
    """A register in the official form, as xlsx or csv.

    Title, then 填报单位 (`filled_by`) and time, the head, the rows, the totals, and a last line
    that says who exported it and when (`exported_by`, else `filled_by`). No text in it can run.
    """
    lines = Lines(register, rows)
    moment = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    unit, time = _("Filled in by: %(unit)s") % {"unit": filled_by}, _("Time")
    note = f"{unit}　　{time}: {moment}"
    mark = _("Exported by %(who)s on %(when)s. For internal work only; do not pass on.") % {
        "who": exported_by or filled_by,
        "when": moment,
    }
    if file_format == "csv":
        data = _csv(register, lines, note, mark)
    else:
        title = str(register.title)
        data = write_long_sheet(
            register.heads, lines, title=title, note=note, mark=mark, foot=lines.foot
        )
    return Written(data, lines.count)


def _csv(register: Register, lines: Lines, note: str, mark: str) -> bytes:
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow(_texts([register.title]))
    writer.writerow(_texts([note]))
    writer.writerow(_texts([column.title for column in register.heads]))
    writer.writerows(_texts(line) for line in lines)
    if totals := lines.foot():
        writer.writerow(_texts(totals))
    writer.writerow(_texts([mark]))
    return (BOM + stream.getvalue()).encode()


def _texts(values: Sequence[object]) -> list[object]:
    return [_text(plain(value)) for value in values]


def _text(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else value
