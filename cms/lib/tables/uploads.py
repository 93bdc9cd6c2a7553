"""The one door for uploaded files: size, content and archive checks before anything is parsed."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image

from cms.lib.errors import DomainError
from cms.lib.tables.apart import read_workbook
from cms.lib.tables.reading import MAX_ROWS, Sheet, SheetFault, read_csv
from cms.lib.tables.sniff import MAX_ENTRIES, archive_fault, sniff

EXTENSIONS = {
    "xlsx": {"xlsx"},
    "csv": {"csv", "txt", "tsv"},
    "pdf": {"pdf"},
    "png": {"png"},
    "jpeg": {"jpg", "jpeg"},
}
SAVE_AS_XLSX = _("Open it in Excel or WPS, choose “Save as”, pick “Excel workbook (.xlsx)”.")
# What the content turned out to be, when it is not what was asked for.
MISTAKEN = {
    "empty": _("The file is empty."),
    "html": _("This is a web page saved under an Excel name."),
    "xml_sheet": _("This is an XML table saved under an Excel name."),
    "xls": _("This is an old .xls or .et workbook."),
    "xlsm": _("This workbook contains macros."),
    "locked": _("This workbook is protected by a password. Remove the password first."),
    "docx": _("This is a Word document."),
    "zip": _("This is a zip archive, not a workbook. Unpack it and upload the file inside."),
    "rar": _("This is an archive. Unpack it and upload the file inside."),
    "broken": _("The file is damaged. Save or download it again."),
}
SHOULD_BE_SAVED_AS_XLSX = {"html", "xml_sheet", "xls", "xlsm", "docx"}
ARCHIVE_FAULTS = {
    "broken": _("The file is damaged. Save or download it again."),
    "entries": _("The workbook has more than %(entries)d parts inside. Delete pictures from it."),
    "unpacked": _("Unpacked, the workbook is larger than 50 MB. Keep only the rows needed."),
    "ratio": _("The workbook unpacks to over 100 times its size. Copy the rows to a new workbook."),
    "names": _("The workbook is not built as Excel or WPS build it. Save it again from Excel."),
    "encrypted": _("This workbook is protected by a password. Remove the password first."),
    "nested": _("The workbook has another file inside. Delete the embedded file."),
}
SHEET_FAULTS = {
    "rows": _("The table has more than %(limit)d rows. Split it into several files."),
    "columns": _("Row %(row)d has more than %(limit)d columns. Delete what stands to the right."),
    "cells": _("The workbook has more than %(limit)d cells. Delete formatted blank rows."),
    "merged": _("The merged cells overlap. Undo the merging, then save the workbook again."),
    "bounds": _("The workbook takes too long to read. Copy the rows needed to a new workbook."),
    "private": _(
        "Row %(row)d, column %(column)s has a character from a private font that nobody else can "
        "read. Type it again with a current input method."
    ),
    "encoding": _("The text is neither UTF-8 nor GB18030 (byte %(byte)d). Save it as .xlsx."),
    "quotes": _("Row %(row)d: the quotation marks do not match. Save the file as .xlsx."),
    "broken": _("The workbook cannot be read. Open it in Excel or WPS and save it again as .xlsx."),
}


class UploadRefused(DomainError):
    """The file cannot be taken. `code` says why; the message names the place and the remedy."""

    code = "upload_refused"
    message = _("This file cannot be used.")

    def __init__(self, code: str, message, **params: object) -> None:
        super().__init__(message, **params)
        self.code = code


@dataclass(frozen=True)
class Upload:
    """A file that passed the door: `kind` is a key of EXTENSIONS, `name` has no folders."""

    kind: str
    data: bytes
    name: str


def check_upload(file, *, kinds: set[str] | frozenset[str], max_bytes: int | None = None) -> Upload:
    """Take an uploaded file (`name`, `size`, `read`) of one of `kinds`, or raise UploadRefused.

    Judged by size first (a larger file is not read), then by content, then by name; archives
    are checked entry by entry before anyone opens them.
    """
    limit = max_bytes or settings.JIANGTANG_UPLOAD_MAX_BYTES
    data = b"" if (file.size or 0) > limit else file.read(limit + 1)
    if (file.size or 0) > limit or len(data) > limit:
        raise UploadRefused(
            "too_large", _("The file is larger than %(limit)d MB. Split it."), limit=limit >> 20
        )
    name = PurePath((file.name or "").replace("\\", "/")).name
    upload = Upload(_kind(data, name, kinds), data, name)
    _check_inside(upload)
    return upload


def _kind(data: bytes, name: str, kinds) -> str:
    """The kind by content; refused when it is not asked for or the name says otherwise."""
    found = sniff(data)
    kind = "csv" if found == "text" else found
    if kind not in kinds:
        raise _mistaken(kind, kinds)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in EXTENSIONS[kind]:
        wanted = ".csv" if kind == "csv" else f".{'jpg' if kind == 'jpeg' else kind}"
        raise UploadRefused(
            "wrong_name",
            _("The file is named .%(has)s but is a %(wanted)s file. Save it again as %(wanted)s."),
            has=extension,
            wanted=wanted,
        )
    return kind


def _mistaken(found: str, kinds) -> UploadRefused:
    if found in MISTAKEN:
        mend = found in SHOULD_BE_SAVED_AS_XLSX and "xlsx" in kinds
        return UploadRefused(
            found, f"{MISTAKEN[found]} {SAVE_AS_XLSX}" if mend else MISTAKEN[found]
        )
    names = ", ".join(sorted(f".{ext}" for kind in kinds for ext in EXTENSIONS[kind]))
    return UploadRefused("wrong_kind", _("Only these files can be used: %(names)s."), names=names)


def _check_inside(upload: Upload) -> None:
    if upload.kind == "xlsx":
        fault = archive_fault(upload.data)
        if fault:
            raise UploadRefused(fault, ARCHIVE_FAULTS[fault], entries=MAX_ENTRIES)
    elif upload.kind in {"png", "jpeg"}:
        _check_picture(upload.data)


def _check_picture(data: bytes) -> None:
    try:
        with Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as picture:
            width, height = picture.size
            if width * height <= settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                picture.verify()
                return
    except Exception as fault:  # Pillow raises whatever its decoders meet
        raise UploadRefused("broken", MISTAKEN["broken"]) from fault
    raise UploadRefused(
        "pixels",
        _("The picture has more than %(limit)d million pixels. Make it smaller."),
        limit=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000,
    )


def read_table(upload: Upload, *, max_rows: int = MAX_ROWS) -> list[Sheet]:
    """The sheets of an xlsx or csv upload, cells as the file has them (see `Sheet`).

    Raises UploadRefused naming row and column, also when there is no filled sheet at all.
    """
    try:
        if upload.kind == "xlsx":
            sheets = read_workbook(upload.data, max_rows=max_rows)
        else:
            stem = upload.name.rpartition(".")[0]
            sheets = read_csv(upload.data, name=stem, max_rows=max_rows)
    except SheetFault as fault:
        raise UploadRefused(fault.code, SHEET_FAULTS[fault.code], **fault.where) from fault
    if not sheets:
        raise UploadRefused("empty", _("There is no table in the file."))
    return sheets
