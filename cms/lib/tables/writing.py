"""Official Excel files: title, 填报单位, A4 landscape, numbers as text, nothing that runs."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# Full-width signs too: some programs read ＝1+1 as a formula (CWE-1236).
RISKY = re.compile("'*[=+\\-@\t\r\n\0＝＋－＠]")
GUARDED = re.compile("''*[=+\\-@\t\r\n\0＝＋－＠]")
A4 = 9  # the number Excel has for it
BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
THIN = Side(style="thin", color="FF8C8C8C")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
TITLE = Font(name="宋体", size=16, bold=True)
BOLD = Font(name="宋体", size=11, bold=True)
PLAIN = Font(name="宋体", size=11)
SMALL = Font(name="宋体", size=9, color="FF666666")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


@dataclass(frozen=True)
class Column:
    """A heading with its width in characters (a Chinese character counts two).

    In a register a column knows how to `read` its value from a row, and what stands at its
    foot: `total` gets the values that are there, of the rows that `counts` lets through.
    """

    title: Any
    width: int = 14
    read: Callable[[Any], object] | None = None
    total: Callable[[list[Any]], object] | None = None
    counts: Callable[[Any], bool] | None = None


def neutralise(text: str) -> str:
    """A leading apostrophe for text that could run; `restore` gives back exactly `text`."""
    return f"'{text}" if RISKY.match(text) else text


def restore(text: str) -> str:
    """Undo `neutralise`: `restore(neutralise(text)) == text` for every text."""
    return text[1:] if GUARDED.match(text) else text


def plain(value: object) -> object:
    """What a cell holds: numbers and days as they are, moments in local time, inert text."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, int | float | Decimal | date | type(None)):
        return value
    return neutralise(ILLEGAL_CHARACTERS_RE.sub("", str(value)))


def _cell(sheet, value: object, font: Font, alignment: Alignment | None = None, *, grid=True):
    """A styled cell. Text is stored as text, never as a formula."""
    value = plain(value)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
    cell.font = font
    cell.alignment = alignment
    if grid:
        cell.border = GRID
    return cell


def _columns(columns: Iterable[Column | str]) -> list[Column]:
    return [Column(column) if isinstance(column, str) else column for column in columns]


def _sheet(book: Workbook, name: str, columns: Sequence[Column], *, head_rows: int):
    """A new sheet that prints on A4 landscape, with its head repeated on every page."""
    sheet = book.create_sheet(BAD_SHEET_NAME.sub(" ", name)[:31] or "Sheet1")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{head_rows}"
    sheet.freeze_panes = f"A{head_rows + 1}"
    sheet.HeaderFooter.oddFooter.right.text = "&P / &N"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    return sheet


def _wide(sheet, row: int, count: int, value: str, font: Font, alignment: Alignment) -> None:
    """One line across the whole table."""
    if count > 1:
        sheet.merged_cells.add(f"A{row}:{get_column_letter(count)}{row}")
    sheet.append([_cell(sheet, value, font, alignment, grid=False)])


def _line(sheet, values: Iterable[object], font: Font, alignment: Alignment | None) -> None:
    sheet.append([_cell(sheet, value, font, alignment) for value in values])


def write_sheet(
    columns: Sequence[Column],
    lines: Iterable[Sequence[object]],
    *,
    title: str,
    note: str,
    mark: str,
    foot: Callable[[], Sequence[object] | None],
) -> bytes:
    """One sheet in the official form, as xlsx bytes.

    Title, `note`, the head, the lines, what `foot` answers after the last line was read, and
    `mark` below the table and at the foot of every page. Every text is stored as text and cannot
    run; give ID numbers and phones masked.
    """
    count = len(columns)
    book = Workbook(write_only=True)
    sheet = _sheet(book, title, columns, head_rows=3)
    sheet.row_dimensions[1].height = 30
    _wide(sheet, 1, count, title, TITLE, MIDDLE)
    _wide(sheet, 2, count, note, PLAIN, LEFT)
    _line(sheet, [column.title for column in columns], BOLD, MIDDLE)
    last = 3
    for line in lines:
        _line(sheet, line, PLAIN, LEFT)
        last += 1
    if totals := foot():
        _line(sheet, totals, BOLD, LEFT)
        last += 1
    sheet.HeaderFooter.oddFooter.left.text = mark.replace("&", "&&")
    _wide(sheet, last + 1, count, mark, SMALL, LEFT)
    return _bytes(book)


def write_table(
    headers: Sequence[Column | str], rows: Iterable[Sequence[object]], *, name: str = "Sheet1"
) -> bytes:
    """A plain table with a head in row 1, as xlsx bytes: for templates and error files."""
    columns = _columns(headers)
    book = Workbook(write_only=True)
    sheet = _sheet(book, name, columns, head_rows=1)
    _line(sheet, [column.title for column in columns], BOLD, MIDDLE)
    for row in rows:
        _line(sheet, row, PLAIN, LEFT)
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_response(data: bytes, filename: str) -> HttpResponse:
    """A download of an xlsx or csv; Chinese file names go out in RFC 5987 form."""
    response = HttpResponse(data, content_type=TYPES[filename.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Content-Type-Options"] = "nosniff"
    return response
