"""Cells as the file has them, rows as they are numbered, and where the limits lie."""

import io
import zipfile
from datetime import datetime, time, timedelta

import openpyxl
import pytest

from cms.lib.tables import reading
from cms.lib.tables.reading import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    Sheet,
    SheetFault,
    read_csv,
    read_xlsx,
)
from tests.cms.lib.tables.test_uploads import workbook, zipped


def csv_rows(text: str, **options) -> list[list]:
    (sheet,) = read_csv(text.encode(), name="a", **options)
    return sheet.rows


def fault_of(act, *args, **options) -> SheetFault:
    with pytest.raises(SheetFault) as caught:
        act(*args, **options)
    return caught.value


def test_the_limits_stand_as_people_are_told():
    assert (MAX_ROWS, MAX_COLUMNS, MAX_CELLS) == (20_000, 100, 1_000_000)


@pytest.mark.parametrize(
    ("merged", "rows", "spread"),
    [
        ((), [["a"], ["b"]], [["a"], ["b"]]),
        (((0, 0, 1, 0),), [["a", "x"], [None, "y"]], [["a", "x"], ["a", "y"]]),
        (((0, 0, 0, 2),), [["a"]], [["a", "a", "a"]]),
        (((0, 0, 1, 1),), [["a"], []], [["a", "a"], ["a", "a"]]),
        (((0, 1, 1, 1),), [["x", "a"], ["y"]], [["x", "a"], ["y", "a"]]),
        (((1, 0, 2, 0),), [["x"], ["a"], [], ["y"]], [["x"], ["a"], ["a"], ["y"]]),
        (((0, 0, 0, 1),), [[None, None, "z"]], [[None, None, "z"]]),
        (((0, 0, 9, 0),), [["a"], ["b"]], [["a"], ["a"]]),
        (((5, 0, 6, 0),), [["a"]], [["a"]]),
        (((1, 0, 2, 0),), [["a"]], [["a"]]),
        (((0, 3, 0, 4),), [["a"]], [["a"]]),
        (((0, 1, 0, 2),), [["a"]], [["a"]]),
        (((0, 0, 0, 1), (1, 0, 1, 1)), [["a"], ["b"]], [["a", "a"], ["b", "b"]]),
    ],
    ids=[
        "none",
        "down",
        "across",
        "both",
        "a short row is made longer",
        "only its own rows",
        "of nothing",
        "below the end",
        "wholly below",
        "just below",
        "wholly beside",
        "just beside",
        "two areas",
    ],
)
def test_a_merged_area_is_filled_by_its_first_cell(merged, rows, spread):
    before = [list(row) for row in rows]
    assert Sheet("a", rows, merged).spread() == spread
    assert rows == before  # the sheet itself stays as the file has it


def test_an_area_across_the_whole_sheet_makes_no_row_wider_than_rows_may_be():
    source = zipfile.ZipFile(io.BytesIO(workbook([["a"]])))
    entries = {name: source.read(name) for name in source.namelist()}
    path = "xl/worksheets/sheet1.xml"
    area = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    entries[path] = entries[path].replace(b"</sheetData>", area)
    (sheet,) = read_xlsx(zipped(entries))
    assert sheet.merged == ((0, 0, 0, MAX_COLUMNS - 1),)
    assert sheet.spread() == [["a"] * MAX_COLUMNS]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("王㛃", "王㛃"),
        (" 王㛃 ", " 王㛃 "),
        ("", None),
        ("  ", None),
        ("\u3000", None),
        (True, "TRUE"),
        (False, "FALSE"),
        (1, 1),
        (0, 0),
        (1.5, 1.5),
        (None, None),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=1), "1:00:00"),
        ("'=A1", "=A1"),
    ],
)
def test_a_cell_is_cleaned_and_no_more(value, cell):
    found = reading._clean(value)
    assert (found, type(found)) == (cell, type(cell))


def test_moments_stay_moments():
    may = datetime.fromisoformat("2024-05-01")
    assert reading._clean(may) is may


def test_a_row_ends_at_its_last_filled_cell():
    assert csv_rows("a,,b,,\n") == [["a", None, "b"]]
    assert csv_rows("a, ,\n") == [["a"]]


@pytest.mark.parametrize(("wide", "fits"), [(MAX_COLUMNS, True), (MAX_COLUMNS + 1, False)])
def test_a_hundred_columns_are_the_most(wide, fits):
    text = "a\n" + ",".join(["b"] * wide)
    if fits:
        assert len(csv_rows(text)[1]) == wide
    else:
        fault = fault_of(csv_rows, text)
        assert (fault.code, fault.where) == ("columns", {"row": 2, "limit": 100})


def test_empty_columns_beyond_the_limit_do_not_count():
    assert csv_rows("a" + "," * 300) == [["a"]]


def test_blank_rows_inside_stay_and_those_at_the_end_go():
    assert csv_rows("a\n\n\nb\n\n\n") == [["a"], [], [], ["b"]]
    assert csv_rows("\na\n\nb\n\nc\n") == [[], ["a"], [], ["b"], [], ["c"]]


def test_so_many_rows_and_no_more():
    assert len(csv_rows("a\nb\nc\n", max_rows=3)) == 3
    assert len(csv_rows("a\nb\nc\n\n\n", max_rows=3)) == 3
    fault = fault_of(csv_rows, "a\nb\nc\nd\n", max_rows=3)
    assert (fault.code, fault.where) == ("rows", {"limit": 3})
    assert fault_of(csv_rows, "a\n\n\nd\n", max_rows=3).code == "rows"


def test_a_private_character_is_named_by_its_place():
    fault = fault_of(csv_rows, "a,b\n\nc,d,某\uf123\n")
    assert (fault.code, fault.where) == ("private", {"row": 3, "column": "C"})
    assert str(fault) == "private"


def test_hidden_sheets_are_not_read():
    book = openpyxl.load_workbook(io.BytesIO(workbook([["a"]], b=[["b"]], c=[["c"]])))
    book["b"].sheet_state = "hidden"
    book["c"].sheet_state = "veryHidden"
    stream = io.BytesIO()
    book.save(stream)
    assert [sheet.name for sheet in read_xlsx(stream.getvalue())] == ["名册"]


def test_a_workbook_has_its_limit_of_rows_in_each_sheet():
    data = workbook([["a"]] * 3, b=[["b"]] * 3)
    assert [len(sheet.rows) for sheet in read_xlsx(data, max_rows=3)] == [3, 3]
    assert fault_of(read_xlsx, data, max_rows=2).code == "rows"


def test_a_sheet_that_declares_too_much_is_counted_for_real():
    source = zipfile.ZipFile(io.BytesIO(workbook([["a"], ["b"]])))
    entries = {name: source.read(name) for name in source.namelist()}
    path = "xl/worksheets/sheet1.xml"
    declared = entries[path].replace(b'ref="A1:A2"', b'ref="A1:A1048576"')
    assert declared != entries[path]
    assert read_xlsx(zipped({**entries, path: declared}))[0].rows == [["a"], ["b"]]


def test_areas_are_known_for_each_sheet_by_itself():
    book = openpyxl.load_workbook(io.BytesIO(workbook([["a", "b"], ["c"]], 二=[["d"]])))
    book["名册"].merge_cells("B1:C2")
    stream = io.BytesIO()
    book.save(stream)
    first, second = read_xlsx(stream.getvalue())
    assert (first.merged, second.merged) == (((0, 1, 1, 2),), ())


def crowd(raw: bytes, path: str = "xl/worksheets/sheet1.xml") -> bytes:
    return zipped({path: raw})


@pytest.mark.parametrize(
    ("raw", "crowded"),
    [
        (b"<c />" * 10, False),
        (b"<c />" * 11, True),
        (b"<c>" * 10, False),
        (b"<c>" * 11, True),
        (b"<row>" * 10, False),
        (b"<row>" * 11, True),
        (b"<c />" * 4 + b"<c>" * 4 + b"<row>" * 3, True),
        (b"<c />" * 4 + b"<c>" * 3 + b"<row>" * 3, False),
        (b"<si>" * 10, False),
        (b"<si>" * 11, True),
        (b'<mergeCell ref="A1:B1"/>' * 10, False),
        (b'<mergeCell ref="A1:B1"/>' * 11, True),
        (b"<x:c>" * 10, False),
        (b"<x:c>" * 11, True),
        (b"<col>" * 99 + b"<size>" * 99 + b"<mergeCells>" * 99 + b"</c>" * 99, False),
    ],
)
def test_cells_and_rows_are_counted_before_they_are_parsed(monkeypatch, raw, crowded):
    monkeypatch.setattr(reading, "MAX_CELLS", 10)
    if crowded:
        fault = fault_of(reading._refuse_crowds, crowd(raw), 0)
        assert (fault.code, fault.where) == ("cells", {"limit": 10})
    else:
        reading._refuse_crowds(crowd(raw), 0)


@pytest.mark.parametrize(
    "path", ["xl/sharedStrings.xml", "xl/worksheets/_rels/sheet1.xml.rels", "other/sheet1.xml"]
)
def test_wherever_they_lie_they_are_counted(monkeypatch, path):
    """A workbook says itself which of its entries are sheets."""
    monkeypatch.setattr(reading, "MAX_CELLS", 10)
    reading._refuse_crowds(crowd(b"<c>" * 10, path), 0)
    assert fault_of(reading._refuse_crowds, crowd(b"<c>" * 11, path), 0).code == "cells"


def test_the_entries_of_a_workbook_are_counted_together(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CELLS", 10)
    paths = ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"]
    reading._refuse_crowds(zipped(dict.fromkeys(paths, b"<c>" * 5)), 0)
    assert fault_of(reading._refuse_crowds, zipped(dict.fromkeys(paths, b"<c>" * 6)), 0).code == (
        "cells"
    )


def test_who_may_bring_more_rows_may_bring_more_cells(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CELLS", 10)
    reading._refuse_crowds(crowd(b"<c>" * 100), 2)
    assert fault_of(reading._refuse_crowds, crowd(b"<c>" * 101), 2).where == {"limit": 100}
    assert fault_of(reading._refuse_crowds, crowd(b"<c>" * 11), 0).where == {"limit": 10}


def test_a_crowded_workbook_is_refused_as_such_and_not_as_broken(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CELLS", 1)
    assert fault_of(read_xlsx, workbook([["a", "b"]]), max_rows=0).code == "cells"


def test_a_csv_is_named_and_an_empty_one_is_no_sheet():
    (sheet,) = read_csv(b"a\n", name="名册")
    assert (sheet.name, sheet.rows, sheet.merged) == ("名册", [["a"]], ())
    assert read_csv(b"\n\n", name="名册") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_do(end):
    assert csv_rows(f"a,b{end}c,d{end}") == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("inner", ["\n", "\r\n", "\r"])
def test_a_break_inside_a_cell_stays_as_it_was_typed(inner):
    assert csv_rows(f'a,"b{inner}c"\r\n') == [["a", f"b{inner}c"]]


def test_what_is_neither_utf8_nor_gb18030_is_named_by_its_byte():
    fault = fault_of(read_csv, b"ab\xff\xff", name="a")
    assert (fault.code, fault.where) == ("encoding", {"byte": 3})


def test_a_cell_without_end_is_named_by_its_row():
    text = "a\nb\n" + '"' + "x" * 200_000
    fault = fault_of(csv_rows, text)
    assert (fault.code, fault.where) == ("quotes", {"row": 3})


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('="0012"', "0012"),
        (' ="0012" ', "0012"),
        ('="a""b"', 'a"b'),
        ('=""', ""),
        ('="a', '="a'),
        ("=A1", "=A1"),
        ('x="a"', 'x="a"'),
        ('="a\nb"', "a\nb"),
    ],
)
def test_text_that_programs_wrap_is_unwrapped(cell, value):
    assert reading._unquote(cell) == value


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a,b\nc,d\n", ","),
        ("a\tb\nc\td\n", "\t"),
        ("a;b\nc;d\n", ";"),
        ("a\nb\n", ","),
        ("", ","),
        ("a;b,c;d;e\nf;g;h;i\n", ";"),
        ("标题\na;b;c\nd;e;f\ng;h;i\n", ";"),
        ("\n\n\n\na;b\n", ";"),
        ("a;b;c;d;e;f\na,b\na,b\n", ","),
        ('"a,b,c";d\n"e,f,g";h\n', ";"),
    ],
    ids=[
        "comma",
        "tab",
        "semicolon",
        "one column",
        "nothing",
        "the widest",
        "a title above",
        "blank lines above",
        "one wide line is no table",
        "inside quotes",
    ],
)
def test_the_delimiter_is_the_one_that_makes_the_rows_wide(text, sign):
    assert reading._delimiter(text) == sign


COMMA, SEMICOLON = "a,b\n", "a;b\n"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        (COMMA * 15 + SEMICOLON * 15 + SEMICOLON * 99, ","),
        (COMMA * 14 + SEMICOLON * 15 + COMMA * 1 + SEMICOLON * 99, ","),
        (COMMA * 14 + SEMICOLON * 16 + COMMA * 99, ";"),
    ],
)
def test_only_the_first_thirty_lines_choose_the_delimiter(text, sign):
    """And where two signs are as good the comma is it."""
    assert reading._delimiter(text) == sign


def test_only_the_first_twenty_thousand_signs_are_looked_at():
    assert reading._delimiter("x" * 19_999 + ";y") == ";"
    assert reading._delimiter("x" * 20_000 + ";y") == ","


def test_of_two_signs_with_the_same_middle_the_comma_is_it():
    assert reading._delimiter("a,b\na,b;c\na;b;c,d\n") == ","
