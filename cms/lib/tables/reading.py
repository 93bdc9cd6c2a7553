"""Tables out of xlsx and text files, cell by cell as the file has them.

Raises SheetFault with a code and where; `cms.lib.tables.uploads` says it to people.
"""

import csv
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from itertools import chain, islice
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries

from cms.lib.tables import gb18030
from cms.lib.tables.writing import restore

# openpyxl reads XML through defusedxml when that is installed: entities are refused, not expanded.
if not openpyxl.DEFUSEDXML:  # pragma: no cover - a broken installation
    raise ImportError("defusedxml must be installed: spreadsheets come from outside.")

Cell = str | int | float | Decimal | date | datetime | None
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELLS = 1_000_000
MOST_DELIMITERS = 5_000  # in one line: millions of them would become as many cells
MOST_ROWS = 1_048_576  # of any workbook; a row that claims a higher number is none
# By local name: <x:row> is a row, too.
COUNTED = re.compile(rb"<(?:[\w.-]+:)?(?:c|row|si|mergeCell)[\s/>]")
MERGE = re.compile(rb"""<(?:[\w.-]+:)?mergeCell\s+ref\s*=\s*["']([A-Z]+\d+:[A-Z]+\d+)["']""")
EXCEL_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # ="0123": how some programs keep zeros in CSV


class SheetFault(ValueError):
    """`code`: rows, columns, cells, merged, private, encoding, quotes, bounds, broken.

    `where` names the place.
    """

    def __init__(self, code: str, **where: object) -> None:
        self.code, self.where = code, where
        super().__init__(code)


@dataclass(frozen=True)
class Sheet:
    """One table. Rows are as wide as their last filled cell; row 1 of the file is rows[0].

    `merged` lists (top, left, bottom, right), counted from 0, both ends included.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def spread(self) -> list[list[Cell]]:
        """The rows with every merged area filled by its first cell, as people see it."""
        rows = [list(row) for row in self.rows]
        for top, left, bottom, right in self.merged:
            value = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
            if value is None:
                continue
            for row in rows[top : bottom + 1]:
                row.extend([None] * (right + 1 - len(row)))
                row[left : right + 1] = [value] * (right + 1 - left)
        return rows


def _clean(value: Any) -> Cell:
    if isinstance(value, str):
        return restore(gb18030.modernise(value)) if value.strip() else None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def _tidy(values, number: int) -> list[Cell]:
    row = [_clean(value) for value in values]
    while row and row[-1] is None:
        row.pop()
    if len(row) > MAX_COLUMNS:
        raise SheetFault("columns", row=number, limit=MAX_COLUMNS)
    for column, value in enumerate(row, start=1):
        strange = gb18030.private_use(value) if isinstance(value, str) else None
        if strange:
            raise SheetFault("private", row=number, column=get_column_letter(column))
    return row


def _gather(rows, max_rows: int) -> list[list[Cell]]:
    """Blank rows inside stay (row numbers must match the file); blank rows at the end go."""
    found: list[list[Cell]] = []
    blanks = 0
    for number, values in enumerate(rows, start=1):
        row = _tidy(values, number)
        if not row:
            blanks += 1
            if number > MOST_ROWS:
                raise SheetFault("rows", limit=max_rows)
            continue
        if number > max_rows:
            raise SheetFault("rows", limit=max_rows)
        found.extend([] for _ in range(blanks))
        blanks = 0
        found.append(row)
    return found


def read_xlsx(data: bytes, *, max_rows: int = MAX_ROWS) -> list[Sheet]:
    """Every visible sheet with anything in it; formulas give their stored results."""
    sheets = []
    try:
        _refuse_crowds(data, max_rows)
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
        try:
            _refuse_twins([sheet._worksheet_path for sheet in book.worksheets])
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                sheet.reset_dimensions()  # some programs declare a million rows; count for real
                rows = _gather(sheet.iter_rows(values_only=True), max_rows)
                if rows:
                    merged = _merged(data, sheet._worksheet_path, rows)
                    sheets.append(Sheet(sheet.title, rows, merged))
        finally:
            book.close()
    except SheetFault:
        raise
    except Exception as fault:  # openpyxl raises whatever it meets: KeyError, ValueError, zlib…
        raise SheetFault("broken") from fault
    return sheets


def _refuse_crowds(data: bytes, max_rows: int) -> None:
    """Count cells in the raw XML first: parsing a full 50 MB would hold a worker for minutes."""
    limit = max(MAX_CELLS, 50 * max_rows)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        counted = chain.from_iterable(
            COUNTED.finditer(archive.read(name)) for name in archive.namelist()
        )
        if next(islice(counted, limit, None), None):
            raise SheetFault("cells", limit=limit)


def _refuse_twins(paths: list[str]) -> None:
    """A book that names one sheet a thousand times would have it read a thousand times."""
    if len(set(paths)) != len(paths):
        raise SheetFault("broken")


def _merged(data: bytes, path: str, rows: list) -> tuple[tuple[int, int, int, int], ...]:
    """The merged areas, as far as there are rows and columns.

    In a real sheet they do not overlap: together they are no larger than the table.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        raw = archive.read(path.lstrip("/"))
    found, room = [], len(rows) * MAX_COLUMNS
    for area in MERGE.findall(raw):
        left, top, right, bottom = range_boundaries(area.decode())
        bottom, right = min(bottom, len(rows)), min(right, MAX_COLUMNS)
        if bottom < top or right < left:
            continue
        room -= (bottom - top + 1) * (right - left + 1)
        if room < 0:
            raise SheetFault("merged")
        found.append((top - 1, left - 1, bottom - 1, right - 1))
    return tuple(found)


def read_csv(data: bytes, *, name: str, max_rows: int = MAX_ROWS) -> list[Sheet]:
    """A text table saved by Excel, WPS or a program: comma, tab or semicolon."""
    try:
        text = gb18030.decode(data)
    except UnicodeDecodeError as fault:
        raise SheetFault("encoding", byte=fault.start + 1) from fault
    delimiter = _delimiter(text)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(delimiter) > MOST_DELIMITERS:
            raise SheetFault("columns", row=number, limit=MAX_COLUMNS)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = _gather(([_unquote(cell) for cell in row] for row in reader), max_rows)
    except csv.Error as fault:
        raise SheetFault("quotes", row=reader.line_num) from fault
    return [Sheet(name, rows)] if rows else []


def _unquote(cell: str) -> str:
    match = EXCEL_TEXT.fullmatch(cell.strip())
    return match[1].replace('""', '"') if match else cell


def _delimiter(text: str) -> str:
    """The sign that makes the widest rows over the first lines."""
    head = text[:20_000].splitlines()[:30]

    def width(sign: str) -> list[int]:
        counts = sorted(len(row) for row in csv.reader(head, delimiter=sign) if row)
        return counts[len(counts) // 2 :][:1]  # the middle one; nothing where all is blank

    return max(",\t;", key=width)
