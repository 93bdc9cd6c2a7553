import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.tables.uploads import Upload, read_table
from cms.lib.tables.writing import (
    neutralise,
    restore,
    sheet_response,
    write_table,
)


@pytest.mark.parametrize("sign", list("=+-@\t\r\n\0＝＋－＠"))
def test_text_that_could_run_gets_an_apostrophe(sign):
    assert neutralise(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "张三", "1=1", "'张三", "530***********002X"])
def test_other_text_stays(text):
    assert neutralise(text) == text


@given(st.text() | st.text(alphabet="'=+-@\t\r\n\0＝x"))
def test_restore_is_the_exact_reverse(text):
    assert restore(neutralise(text)) == text


def test_what_is_exported_comes_back_the_same():
    rows = [["姓名", "备注"], ["张三", "=cmd"], ["李四", "'－5"]]
    data = write_table(rows[0], rows[1:])
    (sheet,) = read_table(Upload("xlsx", data, "a.xlsx"))
    assert sheet.rows == rows


@pytest.mark.parametrize(("name", "kind"), [("a.xlsx", "spreadsheetml"), ("a.csv", "text/csv")])
def test_a_download_says_what_it_is(name, kind):
    assert kind in sheet_response(b"x", name)["Content-Type"]


def test_a_chinese_file_name_survives_the_header():
    response = sheet_response(b"x", "名册.xlsx")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%90%8D%E5%86%8C.xlsx"
    )
