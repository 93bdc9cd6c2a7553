"""Roster import, rows per second: preview (read, check, compare), apply (one transaction)."""

import io
import time
from datetime import date

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from bench.rows import Recorder
from cms.lib.tables.uploads import check_upload
from staff.engine.identity import check_digit
from staff.flows.roster import apply_roster, preview_roster
from staff.models.user import User

ROWS = 10_000
HEAD = ["序号", "县(市、区)", "乡镇(街道)", "姓名", "性别", "身份证号", "单位", "职务/岗位",
        "人员类别", "手机号"]  # fmt: skip


def roster_file(rows: int) -> bytes:
    """A workbook of joiners in one street office, as HR would send it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["花名册"])
    sheet.append(HEAD)
    for number in range(rows):
        born = date(1970 + number % 30, 1 + number % 12, 1 + number % 28)
        first = f"530426{born:%Y%m%d}{number // 420:03d}"
        identity = first + check_digit(first)
        sex = "男" if int(first[-1]) % 2 else "女"
        sheet.append(
            [number + 1, "峨山县", "双江街道", f"测试{chr(0x4E00 + number % 8000)}", sex,
             identity, "双江街道办事处", "社会救助经办", "经办人员", f"138{number:08d}"]
        )  # fmt: skip
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def run(record: Recorder) -> None:
    call_command("seed_demo", stdout=io.StringIO())
    by = User.objects.get(username="admin")
    file = SimpleUploadedFile("roster.xlsx", roster_file(ROWS))
    upload = check_upload(file, kinds={"xlsx"})
    started = time.perf_counter()
    found = preview_roster(upload=upload, by=by, at=timezone.now())
    seconds = time.perf_counter() - started
    assert found.counts["joiners"] == ROWS, found.counts
    record.add("roster.preview", ROWS / seconds, "rows/s")
    started = time.perf_counter()
    apply_roster(roster_import=found, by=by, at=timezone.now())
    record.add("roster.apply", ROWS / (time.perf_counter() - started), "rows/s")
