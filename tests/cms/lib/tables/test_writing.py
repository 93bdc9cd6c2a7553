import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.tables.uploads import Upload, read_table
from cms.lib.tables.writing import (
    Column,
    neutralise,
    restore,
    sheet_response,
    write_register,
    write_table,
)


@pytest.mark.parametrize("sign", list("=+-@\t\r\0＝＋－＠"))
def test_text_that_could_run_gets_an_apostrophe(sign):
    assert neutralise(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "张三", "1=1", "'张三", "530***********002X"])
def test_other_text_stays(text):
    assert neutralise(text) == text


@given(st.text() | st.text(alphabet="'=+-@\t\r\0＝x"))
def test_restore_is_the_exact_reverse(text):
    assert restore(neutralise(text)) == text


def sheet_of(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_a_register_has_the_official_form(at):
    data = write_register(
        ["姓名", Column("身份证号", 22), "人数"],
        [["=1+1", "530***********002X", 3], [None, "\x07=坏", date(2026, 1, 2)]],
        title="承诺书台账",
        filled_by="峨山县民政局",
        at=at,
        exported_by="李𬭎",
        totals=["合计", "", 3],
    )
    sheet = sheet_of(data)
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][0] == "承诺书台账"
    assert "峨山县民政局" in values[1][0]
    assert "2026-11-23 09:00" in values[1][0]
    assert values[2] == ["姓名", "身份证号", "人数"]
    assert values[3] == ["'=1+1", "530***********002X", 3]
    assert values[4][:2] == [None, "'=坏"]
    assert values[5] == ["合计", None, 3]
    assert "李𬭎" in values[6][0]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A2:C2", "A7:C7"}
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet["B4"].number_format == "@"
    assert sheet["A4"].data_type == "s"
    assert sheet.column_dimensions["B"].width == 22


def test_what_is_exported_comes_back_the_same():
    rows = [["姓名", "备注"], ["张三", "=cmd"], ["李四", "'－5"]]
    data = write_table(rows[0], rows[1:])
    (sheet,) = read_table(Upload("xlsx", data, "a.xlsx"))
    assert sheet.rows == rows


def test_a_chinese_file_name_survives_the_header():
    response = sheet_response(b"x", "名册.xlsx")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%90%8D%E5%86%8C.xlsx"
    )
