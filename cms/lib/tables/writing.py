"""Official Excel files: title, 填报单位, A4 landscape, numbers as text, nothing that runs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Full-width signs too: some programs read ＝1+1 as a formula (CWE-1236).
RISKY = re.compile("'*[=+\\-@\t\r\0＝＋－＠]")
GUARDED = re.compile("''*[=+\\-@\t\r\0＝＋－＠]")
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
    """A heading with its width in characters (a Chinese character counts two)."""

    title: str
    width: int = 14


def neutralise(text: str) -> str:
    """A leading apostrophe for text that could run; `restore` gives back exactly `text`."""
    return f"'{text}" if RISKY.match(text) else text


def restore(text: str) -> str:
    """Undo `neutralise`: `restore(neutralise(text)) == text` for every text."""
    return text[1:] if GUARDED.match(text) else text


def _cell(sheet, value: object, font: Font, alignment: Alignment | None = None, *, grid=True):
    """A styled cell. Text is stored as text (never a formula); aware times become local ones."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value).replace(tzinfo=None)
    if not isinstance(value, int | float | Decimal | date | type(None)):
        value = neutralise(ILLEGAL_CHARACTERS_RE.sub("", str(value)))
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


def write_register(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[object]],
    *,
    title: str,
    filled_by: str,
    at: datetime,
    exported_by: str = "",
    totals: Sequence[object] | None = None,
) -> bytes:
    """A register 台账 in the official form, as xlsx bytes.

    Title, then 填报单位 (`filled_by`) and time, the head, the rows, `totals`, and a last line
    that says who exported it and when (`exported_by`, else `filled_by`). Give ID numbers and
    phones masked and as text; every text is stored as text and cannot run.
    """
    columns = _columns(columns)
    count = len(columns)
    moment = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    book = Workbook(write_only=True)
    sheet = _sheet(book, title, columns, head_rows=3)
    sheet.row_dimensions[1].height = 30
    _wide(sheet, 1, count, title, TITLE, MIDDLE)
    unit = _("Filled in by: %(unit)s") % {"unit": filled_by}
    _wide(sheet, 2, count, f"{unit}　　{_('Time')}: {moment}", PLAIN, LEFT)
    _line(sheet, [column.title for column in columns], BOLD, MIDDLE)
    last = 3
    for row in rows:
        _line(sheet, row, PLAIN, LEFT)
        last += 1
    if totals is not None:
        _line(sheet, totals, BOLD, LEFT)
        last += 1
    mark = _("Exported by %(who)s on %(when)s. For internal work only; do not pass on.") % {
        "who": exported_by or filled_by,
        "when": moment,
    }
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


def xlsx_response(data: bytes, filename: str) -> HttpResponse:
    """A download; Chinese file names go out in RFC 5987 form."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, filename)
    response["X-Content-Type-Options"] = "nosniff"
    return response
