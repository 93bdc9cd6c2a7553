"""What a file is by its content, and what keeps a zip from being opened."""

import io
import zipfile

import pytest

from cms.lib.tables import sniff
from cms.lib.tables.sniff import (
    MAX_ENTRIES,
    MAX_RATIO,
    MAX_UNPACKED,
    OLE,
    SMALL,
    archive_fault,
)
from tests.cms.lib.tables.test_uploads import parts, zipped

CONTENT = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.4", "pdf"),
        (b" %PDF-1.4", "text"),
        (b"\x89PNG\r\n\x1a\n...", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"PK\x05\x06" + b"\x00" * 18, "zip"),
        (b"Rar!\x1a", "rar"),
        (b"7z\xbc\xaf\x27", "rar"),
        (OLE + b"x", "xls"),
        (OLE + b"x" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (OLE + b"EncryptedPackage", "xls"),
        (b"PK\x03\x04 cut", "broken"),
        (zipped({"a.txt": b"x"}), "zip"),
        (zipped({"xl/workbook.xml": b"x"}), "zip"),
        (zipped({CONTENT: b"", "xl/workbook.xml": b""}), "xlsx"),
        (zipped({CONTENT: b"", "xl/workbook.xml": b"", "xl/vbaProject.bin": b""}), "xlsm"),
        (zipped({CONTENT: b"", "word/document.xml": b""}), "docx"),
        (zipped({CONTENT: b"", "ppt/presentation.xml": b""}), "zip"),
        (b"<html>", "html"),
        (b"\xef\xbb\xbf <TABLE border=1>", "html"),
        (b"\n<!doctype   HTML>", "html"),
        (b"<head>", "html"),
        (b"<meta charset=gbk>", "html"),
        (b"<div>", "html"),
        (b"<style>", "html"),
        (b"a<html>", "text"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn">', "xml_sheet"),
        (b'<?xml version="1.0"?>\n<workbook>', "xml_sheet"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "xml_sheet"),
        (b'<?xml version="1.0"?>' + b" " * 384 + b"<Workbook", "xml_sheet"),
        (b'<?xml version="1.0"?>' + b" " * 385 + b"<Workbook", "text"),
        (b'<?xml version="1.0"?><note/>', "text"),
        ("姓名,单位\n".encode(), "text"),
        ("姓名,单位\n".encode("gb18030"), "text"),
        ("姓名,单位\n".encode("utf-16"), "text"),
        (b"\xfe\xff\x00a", "text"),
        (b"a\x00b", "binary"),
        (b"a" * 5000 + b"\x00", "binary"),
    ],
)
def test_a_file_is_what_it_holds(data, kind):
    assert sniff.sniff(data) == kind


def test_markup_far_down_is_not_looked_for():
    assert sniff.sniff(b" " * 4090 + b"<html>") == "html"
    assert sniff.sniff(b" " * 4096 + b"<html>") == "text"


class Entry:
    """What a zip says of one of its parts."""

    def __init__(self, name="a.xml", *, size=0, packed=0, mode=0, flags=0) -> None:
        self.filename, self.file_size, self.compress_size = name, size, packed
        self.external_attr, self.flag_bits = mode << 16, flags


def test_the_limits_are_as_they_are_said_to_people():
    assert (MAX_UNPACKED >> 20, MAX_RATIO, MAX_ENTRIES, SMALL >> 20) == (50, 100, 200, 1)


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([Entry(packed=1)] * MAX_ENTRIES, None),
        ([Entry(packed=1)] * (MAX_ENTRIES + 1), "entries"),
        ([Entry(size=MAX_UNPACKED, packed=MAX_UNPACKED)], None),
        ([Entry(size=MAX_UNPACKED + 1, packed=MAX_UNPACKED)], "unpacked"),
        ([Entry(size=MAX_UNPACKED // 2 + 1, packed=MAX_UNPACKED)] * 2, "unpacked"),
        ([Entry(size=SMALL, packed=1)], None),
        ([Entry(size=SMALL + 1, packed=1)], "ratio"),
        ([Entry(size=200 * 10_000, packed=20_000)], None),
        ([Entry(size=200 * 10_000 + 1, packed=20_000)], "ratio"),
        ([Entry(size=SMALL, packed=20_000), Entry(size=SMALL, packed=1000)], None),
    ],
)
def test_sizes_are_judged_by_what_the_zip_declares(entries, fault):
    assert sniff._size_fault(entries) == fault


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([Entry("a"), Entry("b")], None),
        ([Entry("a"), Entry("a")], "names"),
        ([Entry("/a")], "names"),
        ([Entry("\\a")], "names"),
        ([Entry("C:a")], "names"),
        ([Entry("c:a")], "names"),
        ([Entry("xl/../../a")], "names"),
        ([Entry("..")], "names"),
        ([Entry("xl/a..b")], None),
        ([Entry("a:b/c")], "names"),
        ([Entry("xl/c:a")], None),
        ([Entry("a", mode=0o120777)], "names"),
        ([Entry("a", mode=0o100644)], None),
        ([Entry("a", flags=1)], "encrypted"),
        ([Entry("a", flags=0x800)], None),
        ([Entry("a"), Entry("b", flags=9)], "encrypted"),
    ],
)
def test_names_and_flags_are_judged(entries, fault):
    assert sniff._name_fault(entries) == fault


def test_a_zip_in_the_zip_is_found_but_not_in_parts_that_are_text():
    inner = zipped({"a": b"1"})
    assert archive_fault(zipped(parts(**{"xl/embeddings/a.bin": inner}))) == "nested"
    assert archive_fault(zipped(parts(**{"xl/media/a.png": b"PK\x03"}))) is None
    for name in ("a.xml", "a.rels", "a.vml"):
        assert archive_fault(zipped(parts(**{f"xl/{name}": inner}))) is None
    assert archive_fault(zipped(parts(**{"xl/a.png": b"x", "xl/b.bin": inner}))) == "nested"


def test_a_good_workbook_may_be_opened_and_a_cut_one_not():
    good = zipped(parts())
    assert archive_fault(good) is None
    assert archive_fault(good[:-10]) == "broken"
    assert archive_fault(b"") == "broken"


def test_a_part_that_does_not_unpack_is_broken():
    stream = io.BytesIO(
        zipped(parts(**{"xl/media/a.png": b"picture" * 100}), stored=["xl/media/a.png"])
    )
    data = bytearray(stream.getvalue())
    with zipfile.ZipFile(stream) as archive:
        start = archive.getinfo("xl/media/a.png").header_offset
    data[start : start + 4] = b"XXXX"
    assert archive_fault(bytes(data)) == "broken"
