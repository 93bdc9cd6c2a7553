"""Registers as data: a sum stands under its own heading, and no text in them can run."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from cms.lib.tables.registers import FORMATS, Register, write_register
from cms.lib.tables.writing import Column


@dataclass
class Row:
    name: object
    money: Decimal | None = None
    live: bool = True


NAME = Column("姓名", 12, lambda row: row.name)
MONEY = Column("每月金额", 12, lambda row: row.money, total=sum)
ROWS = [Row("王㛃", Decimal("100.50")), Row("李𬭎", Decimal(50)), Row("多·吉")]
STARTS = ["=cmd()", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "'=1"]


def written(register: Register, rows, at, file_format="xlsx"):
    return write_register(
        register, rows, filled_by="峨山县民政局", exported_by="李𬭎", at=at, file_format=file_format
    )


def lines(register: Register, rows, at, file_format="xlsx") -> list[list]:
    data = written(register, rows, at, file_format).data
    if file_format == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_register_has_the_official_form(at):
    columns = (NAME, Column("身份证号", 22, lambda row: "530***********002X"), MONEY)
    data = written(Register("承诺书台账", columns), ROWS, at).data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][0] == "承诺书台账"
    assert "峨山县民政局" in values[1][0]
    assert "2026-11-23 09:00" in values[1][0]
    assert values[2] == ["姓名", "身份证号", "每月金额"]
    assert values[3] == ["王㛃", "530***********002X", 100.5]
    assert values[6][2] == 150.5
    assert "李𬭎" in values[7][0]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A2:C2", "A8:C8"}
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet["B4"].number_format == "@"
    assert sheet["A4"].data_type == "s"
    assert sheet.column_dimensions["B"].width == 22


def test_a_csv_says_the_same_and_opens_in_chinese_excel(at):
    register = Register("台账", (NAME, MONEY), numbered=True)
    assert written(register, ROWS, at, "csv").data.startswith(b"\xef\xbb\xbf")
    table = lines(register, ROWS, at, "csv")
    assert table[0] == ["台账"]
    assert "峨山县民政局" in table[1][0]
    assert table[2][1:] == ["姓名", "每月金额"]
    assert table[3:6] == [["1", "王㛃", "100.50"], ["2", "李𬭎", "50"], ["3", "多·吉", ""]]
    assert table[6][2] == "150.50"
    assert "李𬭎" in table[7][0]


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("place", range(3))
def test_a_new_column_never_moves_a_sum_under_a_wrong_heading(at, place, file_format):
    columns = [NAME, MONEY]
    columns.insert(place, Column("新列", 12, lambda row: 7))
    table = lines(Register("台账", tuple(columns)), ROWS, at, file_format)
    foot = dict(zip(table[2], table[-2], strict=True))
    assert Decimal(str(foot["每月金额"])) == Decimal("150.50")


def test_the_word_total_stands_in_the_first_column_without_one(at):
    counted = replace(NAME, total=len)
    table = lines(
        Register("台账", (counted, Column("乡镇", 9, lambda row: "")), numbered=True), [], at
    )
    assert table[3][:2] == [None, 0]
    assert isinstance(table[3][2], str)
    assert table[3][2]


def test_a_total_counts_only_what_it_should(at):
    column = replace(MONEY, counts=lambda row: row.name != "李𬭎")
    assert lines(Register("台账", (NAME, column)), ROWS, at)[-2][1] == 100.5


def test_a_register_without_totals_has_no_foot(at):
    assert len(lines(Register("台账", (NAME,)), ROWS, at)) == 3 + 3 + 1


def test_rows_are_read_once_and_counted(at):
    assert written(Register("台账", (NAME, MONEY)), (row for row in ROWS), at).rows == 3


def test_a_column_that_reads_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="姓名"):
        Register("台账", (Column("姓名"),))


def test_moments_are_local_and_days_are_days(at):
    moment = Column("时间", 12, lambda row: datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    day = Column("日期", 12, lambda row: date(2026, 1, 2))
    register = Register("台账", (moment, day))
    assert lines(register, ROWS[:1], at, "csv")[3] == ["2026-11-23 09:00", "2026-01-02"]
    shown = [value.isoformat() for value in lines(register, ROWS[:1], at)[3]]
    assert shown == ["2026-11-23T09:00:00", "2026-01-02T00:00:00"]


@pytest.mark.parametrize("start", STARTS)
def test_no_text_of_a_register_can_run(at, start):
    """Not in the rows, nor in a heading, a title, a total or the name of who took it."""
    column = Column(start, 12, lambda row: row.name, total=lambda values: start)
    register = Register(start, (column, NAME))
    how = {"filled_by": start, "exported_by": start, "at": at}
    book = openpyxl.load_workbook(
        io.BytesIO(write_register(register, [Row(start)], **how).data)
    ).active
    cells = [cell for row in book.iter_rows() for cell in row if cell.value is not None]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    text = write_register(register, [Row(start)], file_format="csv", **how).data.decode("utf-8-sig")
    assert not [
        cell
        for row in csv.reader(io.StringIO(text))
        for cell in row
        if cell[:1] in "=+-@\t\r\n＝＋－＠" and cell
    ]
