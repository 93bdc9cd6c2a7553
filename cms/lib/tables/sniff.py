"""What a file is by its content, whatever its name says, and whether a zip is safe to open.

Standard library only; nothing is unpacked here beyond the first bytes of each entry.
"""

import re
import zipfile
from io import BytesIO

MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 200
SMALL = 1024 * 1024  # below this, a high ratio is only a sheet of repeated words
ZIP_START = b"PK\x03\x04"
SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "rar"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = re.compile(rb"\s*(<!doctype\s+html|<html|<table|<head|<meta|<div|<style)", re.IGNORECASE)
XML_SHEET = re.compile(rb"\s*<\?xml.{0,400}(mso-application|<Workbook|<workbook)", re.DOTALL)


def sniff(data: bytes) -> str:
    """One of xlsx, xlsm, docx, zip, xls, locked, html, xml_sheet, pdf, png, jpeg, rar, text,
    binary, empty.
    """
    if not data.strip():
        return "empty"
    for start, kind in SIGNATURES:
        if data.startswith(start):
            return kind
    if data.startswith(ZIP_START):
        return _office(data)
    if data.startswith(OLE):
        return "locked" if "EncryptedPackage".encode("utf-16-le") in data else "xls"
    return _texts(data)


def _texts(data: bytes) -> str:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if MARKUP.match(head):
        return "html"
    if XML_SHEET.match(head):
        return "xml_sheet"
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "binary" if b"\x00" in data and not wide else "text"


def _office(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "broken"
    if "[Content_Types].xml" not in names:
        return "zip"
    if "xl/vbaProject.bin" in names:
        return "xlsm"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "docx" if "word/document.xml" in names else "zip"


def archive_fault(data: bytes) -> str | None:
    """Why a zip must not be opened, as a code, or None when it may.

    Codes: broken, entries, unpacked, ratio, names, encrypted, nested. Sizes are the declared
    ones; Python's reader never yields more than declared.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            return _size_fault(entries) or _name_fault(entries) or _nested_fault(archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return "broken"


def _size_fault(entries: list[zipfile.ZipInfo]) -> str | None:
    if len(entries) > MAX_ENTRIES:
        return "entries"
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        return "unpacked"
    packed = sum(entry.compress_size for entry in entries)
    return "ratio" if unpacked > SMALL and unpacked > MAX_RATIO * packed else None


def _name_fault(entries: list[zipfile.ZipInfo]) -> str | None:
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        return "names"
    if any(re.match(r"[/\\]|[A-Za-z]:", name) or ".." in name.split("/") for name in names):
        return "names"
    if any((entry.external_attr >> 16) & 0o170000 == 0o120000 for entry in entries):
        return "names"  # a symbolic link
    return "encrypted" if any(entry.flag_bits & 1 for entry in entries) else None


def _nested_fault(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> str | None:
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels", ".vml", "/")):
            continue
        with archive.open(entry) as inner:
            if inner.read(4) == ZIP_START:
                return "nested"
    return None
