"""Prepare a base: the renderer lays the page out once, with empty boxes where words will go.

An empty box is an inline-block without content, one em high: it stands on the base line. Its
`data-slot` is the number of the slot. Place, size, colour and alignment are what the renderer
gave it; only this module looks into the renderer's layout.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf

from cms.lib.pdf.stamp.base import HEADER, Base, Slot
from cms.lib.pdf.stamp.errors import Unfit
from cms.lib.pdf.stamp.glyphs import FontFile
from cms.lib.pdf.stamp.syntax import numbered
from cms.lib.pdf.stamp.words import FONT_NAME, FONT_OBJECTS, STOCK_NAME, OwnFont

POINTS = 0.75  # in a CSS pixel
BOLD = 600
PAIR = re.compile(r"<([0-9a-f]{4})> <([0-9a-f]{4,8})>")
STAND_IN = re.compile(rb"/(StampFont|StockFont|StampWords)(\d*)(?=\s)")
UNFORESEEN = ("/Names", "/AcroForm", "/StructTreeRoot", "/AF")


def prepare(document: Any, font: FontFile, *, stock: str, key: str, maker: str) -> Base:
    """The base of a laid-out WeasyPrint document, with the glyphs of `stock` beside its own.

    Raises Unfit for a page that cannot be stamped.
    """
    pages = range(len(document.pages))
    slots = tuple(slot for number in pages for slot in _slots(document, number))
    made = document.write_pdf(pdf_variant="pdf/a-3u", pdf_identifier=key.encode())
    with pikepdf.open(BytesIO(_opened(made))) as pdf:
        objects = _Objects(pdf)
        codes = _stocked(objects, font, stock, _known(pdf, font.glyphs))
        prefix, offsets = objects.placed()
        catalog = _entries(pdf.Root)
    return Base(key, prefix, offsets, objects.root, catalog, len(pages), slots, codes, maker)


def _slots(document: Any, number: int) -> Iterator[Slot]:
    page = document.pages[number]
    for box in page._page_box.descendants():  # the one look behind the renderer's interface
        element = getattr(box, "element", None)
        if type(box).__name__ != "InlineBlockBox" or element is None:
            continue
        if element.get("data-slot") is not None:
            yield _slot(box, number, page.height)


def _slot(box: Any, number: int, height: float) -> Slot:
    style = box.style
    if style["font_weight"] >= BOLD:
        raise Unfit("bold words")
    spacing, colour = style["letter_spacing"], style["color"]
    ink = " ".join(f"{part:.4g}" for part in colour.to("srgb").coordinates)
    return Slot(
        key=int(box.element.get("data-slot")),
        page=number,
        x=round(box.content_box_x() * POINTS, 3),
        y=round((height - box.content_box_y() - box.height) * POINTS, 3),
        width=round(box.width * POINTS, 3),
        height=round(box.height * POINTS, 3),
        size=round(style["font_size"] * POINTS, 3),
        ink=ink,
        align=style["text_align_all"],
        spacing=0.0 if spacing == "normal" else round(spacing * POINTS, 4),
    )


def _opened(made: bytes) -> bytes:
    """The same file with an object for everything, and names where the stamp's objects will be."""
    target = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        if any(name in pdf.Root for name in UNFORESEEN):
            raise Unfit("a page with names or forms")
        del pdf.Root["/Metadata"]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        for number, page in enumerate(pdf.pages):
            drawn = b"q\n" + page.Contents.read_bytes() + b"\nQ"
            words = pikepdf.Name(f"/StampWords{number}")
            page.Contents = pikepdf.Array([pdf.make_indirect(pdf.make_stream(drawn)), words])
            page.Resources.Font[FONT_NAME] = pikepdf.Name("/StampFont")
            page.Resources.Font[STOCK_NAME] = pikepdf.Name("/StockFont")
        pdf.remove_unreferenced_resources()
        pdf.save(
            target, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True, recompress_flate=True,
        )  # fmt: skip
    return target.getvalue()


def _known(pdf: pikepdf.Pdf, glyphs: Mapping[int, int]) -> dict[str, tuple[str, str]]:
    """The characters of the font on the page that numbers its glyphs as the body font does."""
    for name, font in pdf.pages[0].Resources.Font.items():
        if not isinstance(font, pikepdf.Dictionary):
            continue
        told = font.ToUnicode.read_bytes().partition(b"beginbfchar")[2].decode()
        known = {_character(char): glyph for glyph, char in PAIR.findall(told)}
        if known and all(glyphs.get(ord(char)) == int(code, 16) for char, code in known.items()):
            return {char: (name, code.upper()) for char, code in known.items()}
    return {}


def _character(written: str) -> str:
    return bytes.fromhex(written).decode("utf-16-be")


def _stocked(objects: "_Objects", font: FontFile, stock: str, codes: dict) -> dict:
    """The codes, with those of a font of the other characters that are in stock."""
    own = OwnFont(font, STOCK_NAME)
    for character in sorted(set(stock) - codes.keys()):
        if ord(character) in font.glyphs:
            codes[character] = (STOCK_NAME, own.code(character))
    objects.stock_font(own)
    return codes


class _Objects:
    """The objects of the base, numbered from 1 as qpdf numbered them, the stock font's last."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.root = pdf.Root.objgen[0]
        numbers = range(1, len(pdf.objects) + 1)
        self.bodies = {number: _written(pdf.get_object(number, 0)) for number in numbers}

    def stock_font(self, own: OwnFont) -> None:
        self.stock = len(self.bodies) + 1
        for body in own.objects(self.stock):
            self.bodies[len(self.bodies) + 1] = body

    def placed(self) -> tuple[bytes, dict[int, int]]:
        """The beginning of the file, and where in it the objects are."""
        prefix, offsets = bytearray(HEADER), {}
        for number, body in self.bodies.items():
            if number != self.root:
                offsets[number] = len(prefix)
                prefix += numbered(number, STAND_IN.sub(self._number, body))
        return bytes(prefix), offsets

    def _number(self, name: re.Match) -> bytes:
        """The reference for which a name stands in."""
        if name[1] == b"StockFont":
            return b"%d 0 R" % self.stock
        after = len(self.bodies) + 1
        words = after + FONT_OBJECTS + int(name[2] or 0)
        return b"%d 0 R" % (after if name[1] == b"StampFont" else words)


def _written(item: Any) -> bytes:
    if not isinstance(item, pikepdf.Stream):
        return item.unparse(resolved=True)
    entries = pikepdf.Dictionary(dict(item.stream_dict.items()))
    entries["/Length"] = len(item.read_raw_bytes())
    return entries.unparse() + b"\nstream\n" + item.read_raw_bytes() + b"\nendstream"


def _entries(item: pikepdf.Object) -> str:
    told = item.unparse(resolved=True).decode().strip()
    return told.removeprefix("<<").removesuffix(">>").strip()
