"""Bad files are refused with a remedy before anything is parsed."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cms.lib.tables.uploads import (
    ARCHIVE_FAULTS,
    EXTENSIONS,
    MISTAKEN,
    SAVE_AS_XLSX,
    SHEET_FAULTS,
    Upload,
    UploadRefused,
    check_upload,
    read_table,
)

TABLE = frozenset({"xlsx", "csv"})


def workbook(rows, **sheets) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "名册"
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(entries: dict[str, bytes], *, stored=()) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, how)
    return stream.getvalue()


def parts(**more: bytes) -> dict[str, bytes]:
    return {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", **more}


def refusal(data: bytes, name: str, kinds=TABLE, **options) -> UploadRefused:
    with pytest.raises(UploadRefused) as caught:
        read_table(check_upload(SimpleUploadedFile(name, data), kinds=kinds, **options))
    return caught.value


def table(data: bytes, name: str = "名册.xlsx") -> list[list]:
    (sheet,) = read_table(check_upload(SimpleUploadedFile(name, data), kinds=TABLE))
    return sheet.rows


def test_a_workbook_gives_its_cells_as_typed():
    may = datetime.fromisoformat("2024-05-01")
    rows = [["姓名", "日期", "数", None], [], ["王㛃", may, 45413.5]]
    assert table(workbook(rows)) == [
        ["姓名", "日期", "数"],
        [],
        ["王㛃", may, 45413.5],
    ]


def test_every_filled_sheet_is_read_and_blank_ones_are_not():
    data = workbook([["姓名"]], 双江街道=[["李𬭎"]], 空表=[])
    found = read_table(Upload("xlsx", data, "a.xlsx"))
    assert [(sheet.name, sheet.rows) for sheet in found] == [
        ("名册", [["姓名"]]),
        ("双江街道", [["李𬭎"]]),
    ]


def test_merged_areas_are_known_and_can_be_spread():
    book = openpyxl.Workbook()
    for row in (["峨山县", "双江街道"], [None, "小街街道"]):
        book.active.append(row)
    book.active.merge_cells("A1:A2")
    stream = io.BytesIO()
    book.save(stream)
    (sheet,) = read_table(Upload("xlsx", stream.getvalue(), "a.xlsx"))
    assert sheet.merged == ((0, 0, 1, 0),)
    assert sheet.spread() == [["峨山县", "双江街道"], ["峨山县", "小街街道"]]
    assert sheet.rows[1] == [None, "小街街道"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_in_every_encoding_and_with_every_delimiter(encoding, sign):
    text = f"姓名{sign}单位\r\n张三{sign}双江街道\r\n"
    assert table(text.encode(encoding), "名册.csv") == [["姓名", "单位"], ["张三", "双江街道"]]


def test_rare_characters_come_through_gb18030():
    text = "姓名\n李𬭎\n王䶮\n".encode("gb18030") + b"\xfe\x59\n"
    assert table(text, "a.csv") == [["姓名"], ["李𬭎"], ["王䶮"], ["\u9fb4"]]


def test_private_characters_of_old_windows_become_todays():
    assert table("姓名\n王\ue863\n".encode(), "a.csv") == [["姓名"], ["王䶮"]]


def test_an_unknown_private_character_is_named_by_row_and_column():
    refused = refusal("姓名,单位\n张三,某\uf123乡\n".encode(), "a.csv")
    assert refused.code == "private"
    assert refused.params == {"row": 2, "column": "B"}


def test_csv_details_quotes_excel_text_and_guarded_cells():
    data = '姓名,工号\n"张,三","=""0012"""\n\'=A1,\'-5\n'.encode()
    assert table(data, "a.csv") == [["姓名", "工号"], ["张,三", "0012"], ["=A1", "-5"]]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "名册.xlsx", "html"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>", "名册.xls", "html"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "名册.xls", "xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "名册.xlsx",
            "locked",
        ),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "a.xls", "xml_sheet"),
        (zipped({"a.txt": b"hello"}), "a.xlsx", "zip"),
        (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "a.docx", "docx"),
        (zipped(parts(**{"xl/vbaProject.bin": b"x"})), "a.xlsm", "xlsm"),
        (b"PK\x03\x04 not really a zip", "a.xlsx", "broken"),
        (b"%PDF-1.7", "a.pdf", "wrong_kind"),
        (b"\x00\x01\x02\x03", "a.csv", "wrong_kind"),
        (workbook([["姓名"]]), "a.xls", "wrong_name"),
        (b"a,b\n", "a.xlsx", "wrong_name"),
        (b"\xff\xff\xff", "a.csv", "encoding"),
        (zipped(parts()), "a.xlsx", "broken"),
        (workbook([]), "a.xlsx", "empty"),
        (b" \n\t\n", "a.csv", "empty"),
    ],
)
def test_what_is_not_a_table_is_refused_by_content(data, name, code):
    assert refusal(data, name).code == code


def test_the_remedy_for_a_web_page_named_xlsx_is_said():
    text = str(refusal(b"<html><table></table></html>", "a.xlsx"))
    assert "web page" in text or "网页" in text
    assert ".xlsx" in text


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        (parts(**{"xl/worksheets/sheet1.xml": b"0" * (51 << 20)}), "unpacked"),
        (parts(**{"xl/worksheets/sheet1.xml": b"0" * (20 << 20)}), "ratio"),
        (parts(**{f"xl/media/{n}.xml": b"" for n in range(200)}), "entries"),
        (parts(**{"xl/embeddings/a.bin": zipped({"a": b"1"})}), "nested"),
        (parts(**{"../../evil.xml": b"1"}), "names"),
        (parts(**{"/etc/passwd": b"1"}), "names"),
    ],
)
def test_bombs_and_traps_are_refused_before_parsing(entries, code, monkeypatch):
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    assert refusal(zipped(entries), "a.xlsx").code == code


def test_a_duplicate_entry_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in parts():
            archive.writestr(name, b"<x/>")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/workbook.xml", b"<x/>")
    assert refusal(stream.getvalue(), "a.xlsx").code == "names"


def test_a_hundred_megabytes_are_refused_unread():
    class Huge:
        name, size = "a.xlsx", 100 << 20

        def read(self, _count):
            raise AssertionError("must not be read")

    with pytest.raises(UploadRefused) as caught:
        check_upload(Huge(), kinds=TABLE)
    assert caught.value.code == "too_large"
    assert caught.value.params == {"limit": 20}


def test_a_file_that_understates_its_size_is_cut_off():
    file = SimpleUploadedFile("a.csv", b"a" * 50)
    file.size = 1
    with pytest.raises(UploadRefused) as caught:
        check_upload(file, kinds=TABLE, max_bytes=20)
    assert caught.value.code == "too_large"


def test_entities_in_the_xml_are_not_expanded():
    good = workbook([["姓名"], ["张三"]])
    source = zipfile.ZipFile(io.BytesIO(good))
    entries = {name: source.read(name) for name in source.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    sheet = entries["xl/worksheets/sheet1.xml"]
    entries["xl/worksheets/sheet1.xml"] = bomb + sheet
    assert refusal(zipped(entries), "a.xlsx").code == "broken"


def test_too_many_rows_and_columns_are_named():
    assert refusal(b"a\n" * 20_001, "a.csv").params == {"limit": 20_000}
    refused = refusal(b"a\n" + b"b," * 100 + b"b\n", "a.csv")
    assert (refused.code, refused.params) == ("columns", {"row": 2, "limit": 100})


def test_blank_rows_at_the_end_do_not_count():
    assert table(b"a\n" + b"\n" * 30_000, "a.csv") == [["a"]]


def test_names_lose_their_folders():
    file = SimpleUploadedFile("x.csv", b"a,b\n")
    file._name = "C:\\Users\\me\\名册.csv"
    assert check_upload(file, kinds=TABLE).name == "名册.csv"


def test_pictures_and_pdf():
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    picture = SimpleUploadedFile("a.png", stream.getvalue())
    assert check_upload(picture, kinds={"png", "pdf"}).kind == "png"
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 ...")
    assert check_upload(pdf, kinds={"png", "pdf"}).kind == "pdf"
    assert refusal(stream.getvalue()[:30], "a.png", kinds={"png"}).code == "broken"


def test_a_picture_of_too_many_pixels_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50
    stream = io.BytesIO()
    Image.new("1", (8, 8)).save(stream, "PNG")
    assert refusal(stream.getvalue(), "a.png", kinds={"png"}).code == "pixels"


def test_decimals_are_not_invented():
    (row,) = table(workbook([[1, 2.5, "3"]]))
    assert row == [1, 2.5, "3"]
    assert not any(isinstance(cell, Decimal) for cell in row)


def picture(kind: str = "PNG", size=(8, 8)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size).save(stream, kind)
    return stream.getvalue()


CONTENT = {
    "xlsx": workbook([["a"]]),
    "csv": b"a,b\n",
    "pdf": b"%PDF-1.7",
    "png": picture(),
    "jpeg": picture("JPEG"),
}


@pytest.mark.parametrize(
    ("kind", "extension"),
    [
        ("xlsx", "xlsx"),
        ("csv", "csv"),
        ("csv", "txt"),
        ("csv", "tsv"),
        ("pdf", "pdf"),
        ("png", "png"),
        ("jpeg", "jpg"),
        ("jpeg", "jpeg"),
    ],
)
@pytest.mark.parametrize("way", [str.lower, str.upper])
def test_every_usual_name_is_taken_however_it_is_written(kind, extension, way):
    file = SimpleUploadedFile(f"名册.终稿.{way(extension)}", CONTENT[kind])
    taken = check_upload(file, kinds=set(EXTENSIONS))
    assert taken == Upload(kind, CONTENT[kind], f"名册.终稿.{way(extension)}")


@pytest.mark.parametrize("kind", sorted(EXTENSIONS))
def test_what_was_not_asked_for_is_refused_with_what_may_be_sent(kind):
    refused = refusal(CONTENT[kind], f"a.{min(EXTENSIONS[kind])}", kinds=set(EXTENSIONS) - {kind})
    left = {ext for one in EXTENSIONS if one != kind for ext in EXTENSIONS[one]}
    assert refused.code == "wrong_kind"
    assert refused.params == {"names": ", ".join(f".{ext}" for ext in sorted(left))}
    assert refused.params["names"] in str(refused)


def test_the_names_that_may_be_sent_stand_in_their_order():
    kinds = ("png", "jpeg", "csv")
    assert refusal(b"%PDF-1.7", "a.pdf", kinds=kinds).params == {
        "names": ".csv, .jpeg, .jpg, .png, .tsv, .txt"
    }


@pytest.mark.parametrize(
    ("kind", "name", "has", "wanted"),
    [
        ("csv", "a.xlsx", "xlsx", ".csv"),
        ("xlsx", "a.csv", "csv", ".xlsx"),
        ("jpeg", "a.png", "png", ".jpg"),
        ("png", "a.jpg", "jpg", ".png"),
        ("csv", "名册", "", ".csv"),
        ("csv", "csv", "", ".csv"),
    ],
)
def test_a_name_that_says_something_else_is_refused_with_the_right_one(kind, name, has, wanted):
    refused = refusal(CONTENT[kind], name, kinds=set(EXTENSIONS))
    assert (refused.code, refused.params) == ("wrong_name", {"has": has, "wanted": wanted})
    assert wanted in str(refused)


STRANGE = {
    "empty": b" ",
    "html": b"<html>",
    "xml_sheet": b'<?xml version="1.0"?><Workbook>',
    "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "xlsm": zipped(parts(**{"xl/vbaProject.bin": b""})),
    "docx": zipped({"[Content_Types].xml": b"", "word/document.xml": b""}),
    "zip": zipped({"a": b""}),
    "rar": b"Rar!",
    "locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "broken": b"PK\x03\x04",
}


@pytest.mark.parametrize("code", sorted(MISTAKEN))
def test_what_another_program_could_save_anew_is_told_how(code):
    mends = code in {"html", "xml_sheet", "xls", "xlsm", "docx"}
    refused = refusal(STRANGE[code], "a.xlsx")
    assert (refused.code, str(MISTAKEN[code]) in str(refused)) == (code, True)
    assert (str(SAVE_AS_XLSX) in str(refused)) is mends
    assert str(SAVE_AS_XLSX) not in str(refusal(STRANGE[code], "a.csv", kinds={"csv"}))


@pytest.mark.parametrize(("size", "taken"), [(20, True), (21, False)])
def test_the_limit_itself_still_fits(size, taken):
    file = SimpleUploadedFile("a.csv", b"a" * size)
    lying = SimpleUploadedFile("a.csv", b"a" * size)
    lying.size = None
    for one in (file, lying):
        if taken:
            assert check_upload(one, kinds=TABLE, max_bytes=20).data == b"a" * size
        else:
            with pytest.raises(UploadRefused) as caught:
                check_upload(one, kinds=TABLE, max_bytes=20)
            assert (caught.value.code, caught.value.params) == ("too_large", {"limit": 0})


def test_without_a_limit_of_its_own_the_sites_holds(settings):
    settings.JIANGTANG_UPLOAD_MAX_BYTES = 3 << 20
    refused = refusal(b"a" * ((3 << 20) + 1), "a.csv")
    assert refused.params == {"limit": 3}
    assert "3 MB" in str(refused)


def test_no_more_than_the_limit_and_one_byte_is_read():
    class Endless:
        name, size, asked = "a.csv", 1, 0

        def read(self, count):
            self.asked = count
            return b"a" * count

    endless = Endless()
    with pytest.raises(UploadRefused):
        check_upload(endless, kinds=TABLE, max_bytes=20)
    assert endless.asked == 21


def test_a_file_without_a_name_is_refused_by_its_name():
    file = SimpleUploadedFile("a.csv", b"a,b")
    file._name = None
    with pytest.raises(UploadRefused) as caught:
        check_upload(file, kinds=TABLE)
    assert caught.value.code == "wrong_name"


def test_too_many_parts_are_counted_in_words():
    entries = parts(**{f"xl/media/{n}.xml": b"" for n in range(200)})
    refused = refusal(zipped(entries), "a.xlsx")
    assert refused.params == {"entries": 200}
    assert "200" in str(refused)


@pytest.mark.parametrize(("pixels", "taken"), [(64, True), (63, False)])
def test_so_many_pixels_and_no_more(settings, pixels, taken):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = pixels
    for kind in ("png", "jpeg"):
        file = SimpleUploadedFile(f"a.{kind}", CONTENT[kind])
        if taken:
            assert check_upload(file, kinds={kind}).kind == kind
        else:
            assert refusal(CONTENT[kind], f"a.{kind}", kinds={kind}).code == "pixels"


def test_the_limit_of_pixels_is_said_in_millions(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 2_500_000
    refused = refusal(picture(size=(1600, 1600)), "a.png", kinds={"png"})
    assert refused.params == {"limit": 2}


def test_a_damaged_picture_is_refused_as_damaged():
    whole = picture(size=(64, 64))
    refused = refusal(whole[:-20] + b"x" * 20, "a.png", kinds={"png"})
    assert (refused.code, str(refused)) == ("broken", str(MISTAKEN["broken"]))


def test_a_sheet_of_a_text_file_bears_the_name_of_the_file():
    (sheet,) = read_table(Upload("csv", b"a", "名册.终稿.csv"))
    assert sheet.name == "名册.终稿"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_may_be_limited_by_who_reads(kind):
    data = {"csv": b"a\nb\nc\n", "xlsx": workbook([["a"], ["b"], ["c"]])}[kind]
    assert len(read_table(Upload(kind, data, f"a.{kind}"), max_rows=3)[0].rows) == 3
    with pytest.raises(UploadRefused) as caught:
        read_table(Upload(kind, data, f"a.{kind}"), max_rows=2)
    assert (caught.value.code, caught.value.params) == ("rows", {"limit": 2})
    assert "2" in str(caught.value)


def test_every_fault_has_its_words():
    codes = {"broken", "entries", "unpacked", "ratio", "names", "encrypted", "nested"}
    assert set(ARCHIVE_FAULTS) == codes
    assert set(SHEET_FAULTS) == {
        "rows", "columns", "cells", "merged", "bounds", "private", "encoding", "quotes", "broken",
    }  # fmt: skip
