"""Excel files around an import: template, error list, activation codes."""

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl.utils import get_column_letter

from cms.lib.crypto import decrypt_bytes
from cms.lib.tables.reading import Sheet
from cms.lib.tables.registers import Register, write_register
from cms.lib.tables.uploads import Upload, read_table
from cms.lib.tables.writing import Column, write_table
from staff.engine.roster.head import find_head
from staff.models.member import Member
from staff.models.roster import RosterImport, RosterLine
from staff.models.roster_labels import explain
from staff.models.user import User

# The head that rosters usually have (research: what counties send), with the staff number.
TEMPLATE = (
    "序号", "县(市、区)", "乡镇(街道)", "村(社区)", "姓名", "性别", "民族", "身份证号", "工号",
    "职务/岗位", "人员类别", "学历", "手机号", "从事救助工作时间", "备注",
)  # fmt: skip


def template_sheet() -> bytes:
    """An empty roster, as xlsx."""
    return write_table([Column(title, 16) for title in TEMPLATE], [], name="名册")


def error_sheet(roster_import: RosterImport) -> bytes:
    """The faulty rows as they stand in the file, 错误原因 before them, as xlsx."""
    sheets = {sheet.name: sheet for sheet in read_table(open_file(roster_import))}
    reasons: dict[tuple[str, int], list[str]] = defaultdict(list)
    for line in roster_import.lines.filter(part=RosterLine.Part.ERRORS):
        problem, remedy = explain(line.detail["code"], line.detail["params"])
        where = f"[{line.detail['letter']}] " if line.detail["letter"] else ""
        reasons[line.sheet, line.row or 1].append(f"{where}{problem} {remedy}")
    width = max((len(row) for sheet in sheets.values() for row in sheet.rows), default=0)
    head = [Column(_("Sheet"), 12), Column(_("Row"), 8), Column(_("What is wrong"), 60)]
    first = sheets.get(min(reasons)[0]) if reasons else None
    columns = [*head, *(Column(title, 16) for title in _headings(first, width))]
    rows = [
        [sheet, row, "\n".join(texts), *_cells(sheets.get(sheet), row)]
        for (sheet, row), texts in sorted(reasons.items())
    ]
    return write_table(columns, rows, name=_("Errors"))


def _cells(sheet: Sheet | None, row: int) -> list:
    return sheet.rows[row - 1] if sheet and row <= len(sheet.rows) else []


def _headings(sheet: Sheet | None, width: int) -> list[str]:
    """The sheet's own headings, so that the mended file can be uploaded as it is."""
    head = find_head(sheet.rows) if sheet else None
    row = sheet.rows[head.data_from - 1] if sheet and head else []
    titles = [str(cell).strip() if cell is not None else "" for cell in row[:width]]
    titles += [""] * (width - len(titles))
    return [title or get_column_letter(number) for number, title in enumerate(titles, start=1)]


def codes(address: str) -> Register:
    """Who gets which one-time code, to be cut into strips; a row is (member, code)."""
    return Register(
        title=_("Activation codes (valid for 14 days, once)"),
        columns=(
            Column(_("Staff number"), 14, lambda row: row[0].staff_number),
            Column(pgettext("person", "Name"), 14, lambda row: row[0].name),
            Column(_("Organisation"), 30, lambda row: row[0].organisation.name),
            Column(_("One-time code"), 22, lambda row: row[1]),
            Column(_("Where to use it"), 44, lambda row: address),
        ),
    )


def open_file(roster_import: RosterImport) -> Upload:
    """The uploaded file as it came in."""
    with roster_import.file.open("rb") as stored:
        data = decrypt_bytes(stored.read())
    kind = "xlsx" if roster_import.file_name.lower().endswith(".xlsx") else "csv"
    return Upload(kind, data, roster_import.file_name)


def code_sheet(pairs: list[tuple[Member, str]], *, by: User, at: datetime, address: str) -> bytes:
    """The codes as xlsx; that they were handed out is in the log already."""
    return write_register(codes(address), pairs, filled_by=str(by), at=at).data
