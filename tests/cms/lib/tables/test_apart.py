"""Workbooks that are made to cost: each is refused with words within seconds."""

import io
import pickle
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.lib.bounded import Busy, turn
from cms.lib.tables import apart
from cms.lib.tables.reading import MAX_COLUMNS, SheetFault
from cms.lib.tables.uploads import UploadRefused, check_upload, read_table

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


@pytest.fixture
def in_a_process(settings, tmp_path):
    settings.VAR_DIR, settings.JIANGTANG_SHEETS_IN_PLACE = tmp_path, False


def workbook(rows=(("姓名", "电话"), ("王㛃", "138")), merged=()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, *, sheet: str = "", path: str = "xl/worksheets/sheet1.xml", **more: str):
    """The same workbook with another sheet text, perhaps under another path, and other parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                name, text = path, sheet or text
            text = text.replace("/xl/worksheets/sheet1.xml", f"/{path}")
            new.writestr(name, more.get(name, text))
    return stream.getvalue()


def merging(data: bytes, *areas: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    after = f"</sheetData><mergeCells>{cells}</mergeCells>"
    return changed(data, sheet=text.replace("</sheetData>", after))


def read(data: bytes) -> list[list[list]]:
    file = SimpleUploadedFile("名册.xlsx", data)
    return [sheet.spread() for sheet in read_table(check_upload(file, kinds={"xlsx"}))]


def refused(data: bytes) -> str:
    started = time.monotonic()
    with pytest.raises(UploadRefused) as refusal:
        read(data)
    assert time.monotonic() - started < 10
    return refusal.value.code


def crowd(prefix: str = "", rows: int = 12_000, cells: int = 100) -> str:
    colon = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" + MAIN[5:] if prefix else MAIN
    row = f"<{colon}row>" + f"<{colon}c/>" * cells + f"</{colon}row>"
    return (
        f"<{colon}worksheet {name}><{colon}sheetData>{row * rows}</{colon}sheetData>"
        f"</{colon}worksheet>"
    )


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("", "xl/worksheets/sheet1.xml"),
        ("x", "xl/worksheets/sheet1.xml"),
        ("", "xl/other/table.bin"),
    ],
)
def test_cells_are_counted_by_local_name_wherever_the_sheet_lies(prefix, path):
    sheet = crowd(prefix, rows=9_000, cells=120)
    data = changed(workbook(), sheet=sheet.replace("</", "  </"), path=path)
    assert refused(padded(data)) == "cells"


def padded(data: bytes) -> bytes:
    """With a part that cannot be packed: a real workbook is not all repetition."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", 0) as archive:
        archive.writestr("docProps/random.xml", bytes(range(256)) * 4096)
    return stream.getvalue()


def test_merged_areas_end_where_the_table_ends():
    rows = [["项", *["x"] * 3], *[[str(number)] for number in range(50)]]
    (spread,) = read(merging(workbook(rows), "A3:A1048576", "B1:XFD1"))
    assert len(spread) == 51
    assert [row[0] for row in spread[2:]] == ["1"] * 49
    assert len(spread[0]) == MAX_COLUMNS


def test_a_thousand_areas_over_each_other_are_no_sheet():
    data = workbook([["x"] for _ in range(2_000)])
    assert refused(merging(data, *["A1:XFD1048576"] * 1_000)) == "merged"


def test_a_row_number_beyond_any_workbook_is_not_counted_up_to():
    row = '<row r="99999999999"><c r="A1" t="n"><v>1</v></c></row>'
    sheet = f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>"
    assert refused(changed(workbook(), sheet=sheet)) == "rows"


def test_a_book_that_names_one_sheet_again_and_again_is_none():
    data = workbook()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read("xl/workbook.xml").decode()
    start, end = text.index("<sheet "), text.index("</sheets>")
    one = text[start:end]
    many = "".join(one.replace("Sheet", f"S{number}-") for number in range(50))
    data = changed(data, **{"xl/workbook.xml": text[:start] + many + text[end:]})
    assert refused(data) == "broken"


def test_a_process_reads_the_same_as_this_one(in_a_process, settings):
    data = workbook([["姓名", "数"], ["王㛃", 45413.5], ["李", None]], merged=["A1:A2"])
    apart_ = apart.read_workbook(data, max_rows=10)
    settings.JIANGTANG_SHEETS_IN_PLACE = True
    assert apart_ == apart.read_workbook(data, max_rows=10)


def test_faults_come_back_with_their_place(in_a_process):
    with pytest.raises(SheetFault) as fault:
        apart.read_workbook(workbook([["a"]] * 5), max_rows=3)
    assert (fault.value.code, fault.value.where) == ("rows", {"limit": 3})


def test_a_process_that_comes_to_no_end_is_a_file_that_takes_too_long(in_a_process, monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    assert refused(workbook()) == "bounds"


def test_others_are_being_read_already(in_a_process):
    with turn("sheets", apart.AT_ONCE), turn("sheets", apart.AT_ONCE), pytest.raises(Busy):
        apart.read_workbook(workbook(), max_rows=3)


def test_nothing_but_cells_is_believed_of_the_process():
    with pytest.raises(pickle.UnpicklingError):
        apart.Unpickler(io.BytesIO(pickle.dumps(time.sleep))).load()


def test_a_line_of_commas_is_refused_before_it_becomes_cells():
    data = "姓名,电话\n".encode() + b"," * 18_000_000
    started = time.monotonic()
    with pytest.raises(UploadRefused) as refusal:
        read_table(check_upload(SimpleUploadedFile("名册.csv", data), kinds={"csv"}))
    assert refusal.value.code == "columns"
    assert time.monotonic() - started < 5
