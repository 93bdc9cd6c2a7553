"""Roster files made by code, as they really come."""

import csv
import io

import openpyxl

from cms.lib.tables.uploads import Upload
from staff.engine.identity import check_digit

HEAD = [
    "序号", "县(市、区)", "乡镇(街道)", "村(社区)", "姓名", "性别", "民族", "身份证号", "工号",
    "职务/岗位", "人员类别", "学历", "手机号", "从事救助工作时间", "备注",
]  # fmt: skip
FIELDS = [
    "serial", "county", "township", "village", "name", "sex", "ethnicity", "id_number",
    "staff_number", "post", "category", "education", "mobile", "started_on", "note",
]  # fmt: skip


def make_id(serial: int, born: str = "19850307", region: str = "530426") -> str:
    """A valid fictional ID number; an odd serial is a man's."""
    first = f"{region}{born}{serial:03d}"
    return first + check_digit(first)


def make_row(serial: int = 1, **changes) -> list:
    """A joiner of 峨山县双江街道 in the columns of HEAD."""
    values = dict.fromkeys(FIELDS) | {
        "serial": serial,
        "county": "峨山县",
        "township": "双江街道",
        "name": f"新人{serial}",
        "id_number": make_id(serial),
        "post": "社会救助经办",
        "category": "经办人员",
        "mobile": f"138{serial:08d}",
        "started_on": 2024.5,
    }
    return [({**values, **changes})[field] for field in FIELDS]


def make_xlsx(*rows: list, head: list = HEAD, title: bool = True, merge: str = "") -> bytes:
    """A workbook with a merged title, 填报单位, the head, the rows and a 合计 line."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名册"
    if title:
        sheet.append(["玉溪市社会救助经办人员名册"])
        sheet.append(["填报单位：玉溪市民政局", None, None, "2026年11月"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    if title:
        sheet.append(["合计", len(rows)])
    if merge:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def make_csv(*rows: list, head: list = HEAD, encoding: str = "gbk") -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([head, *rows])
    return stream.getvalue().encode(encoding)


def upload_of(*rows: list, **options) -> Upload:
    return Upload("xlsx", make_xlsx(*rows, **options), "名册.xlsx")
