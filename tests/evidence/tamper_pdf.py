"""What somebody can do to a sealed PDF with ordinary tools. Each takes and gives bytes."""

import io
import re

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def _revised(data: bytes, change) -> bytes:
    """`data` with an incremental update: what most editors append."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flip_byte(data: bytes) -> bytes:
    place = data.index(b"re f") if b"re f" in data else data.index(b"stream") + 10
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def overlay(data: bytes) -> bytes:
    """A white box over the words of the first page."""

    def change(writer):
        stream = generic.StreamObject(stream_data=b"q 1 1 1 rg 0 0 300 300 re f Q")
        writer.add_stream_to_page(0, writer.add_object(stream))

    return _revised(data, change)


def annotate(data: bytes) -> bytes:
    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
                generic.pdf_name("/Rect"): generic.ArrayObject(
                    generic.NumberObject(n) for n in (10, 10, 200, 40)
                ),
                generic.pdf_name("/Contents"): generic.pdf_string("作废"),
            }
        )
        notes = page.get("/Annots", generic.ArrayObject())
        page["/Annots"] = generic.ArrayObject([*notes, writer.add_object(note)])
        writer.update_container(page)

    return _revised(data, change)


def add_page(data: bytes) -> bytes:
    def change(writer):
        stream = generic.StreamObject(stream_data=b"0 0 5 5 re f")
        page = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Page"),
                generic.pdf_name("/MediaBox"): generic.ArrayObject(
                    generic.NumberObject(n) for n in (0, 0, 595, 842)
                ),
                generic.pdf_name("/Contents"): writer.add_object(stream),
                generic.pdf_name("/Resources"): generic.DictionaryObject(),
            }
        )
        writer.insert_page(page)

    return _revised(data, change)


def replace_evidence(data: bytes, evidence: bytes = b'{"other":1}') -> bytes:
    def change(writer):
        names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
        spec = names[1]
        file = spec["/EF"].raw_get("/F")
        stream = generic.StreamObject(stream_data=evidence)
        stream["/Type"] = generic.pdf_name("/EmbeddedFile")
        writer.objects[(file.generation, file.idnum)] = stream

    return _revised(data, change)


def append_junk(data: bytes) -> bytes:
    return data + b"\n% somebody was here\n"


def save_anew(data: bytes) -> bytes:
    """Open and save with a PDF library, as converters and mail gateways do."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out)
    return out.getvalue()


VALUE = re.compile(rb"/Contents <([0-9a-fA-F]{200,})>")


def swap_signature(data: bytes, other: bytes) -> bytes:
    """`data` with the signature value of `other` in the place of its own."""
    mine, theirs = VALUE.search(data), VALUE.search(other)
    assert mine
    assert theirs
    value = theirs[1].rstrip(b"0")
    value += b"0" * (len(value) % 2)
    return data[: mine.start(1)] + value.ljust(len(mine[1]), b"0") + data[mine.end(1) :]


def fill_form(data: bytes) -> bytes:
    """A form field more, filled in."""

    def change(writer):
        form = writer.root["/AcroForm"]
        field = generic.DictionaryObject(
            {
                generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
                generic.pdf_name("/T"): generic.pdf_string("remark"),
                generic.pdf_name("/V"): generic.pdf_string("作废"),
            }
        )
        form["/Fields"] = generic.ArrayObject([*form["/Fields"], writer.add_object(field)])
        writer.update_container(form)

    return _revised(data, change)
