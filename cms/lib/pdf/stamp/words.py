"""The words of a document as PDF operators, and the font that they need beyond the base's."""

import hashlib
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from cms.lib.pdf.stamp import syntax
from cms.lib.pdf.stamp.base import Base, Slot
from cms.lib.pdf.stamp.errors import Unfit
from cms.lib.pdf.stamp.glyphs import FontFile
from cms.lib.pdf.stamp.paths import Box, operators
from cms.lib.pdf.stamp.sheet import Sheet

NARROWEST = 80  # per cent that a long name may be squeezed to
FONT_NAME, STOCK_NAME = "/Stamp", "/Stock"
FONT_OBJECTS = 5
CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{ranges}endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class Typesetter:
    """Writes texts in the base's fonts where they have the glyphs, in one of its own elsewhere."""

    def __init__(self, base: Base, font: FontFile) -> None:
        self.base, self.font = base, font
        self.own = OwnFont(font, FONT_NAME)
        self._codes = _Codes(base, self.own)

    def page(self, sheet: Sheet, number: int) -> bytes:
        """The operators of one page. Raises Unfit."""
        slots = [slot for slot in self.base.slots if slot.page == number]
        return "".join([self._filled(sheet, slot) for slot in slots]).encode()

    def _filled(self, sheet: Sheet, slot: Slot) -> str:
        drawing = sheet.drawings.get(slot.key)
        if drawing is None:
            return self._line(sheet.texts[slot.key], slot)
        return operators(drawing, Box(slot.x, slot.y, slot.width, slot.height), slot.ink)

    def _line(self, text: str, slot: Slot) -> str:
        width = self.font.width(text) * slot.size / 1000 + slot.spacing * len(text)
        squeeze = min(100.0, 100 * slot.width / width) if width else 100.0
        if squeeze < NARROWEST:
            raise Unfit(f"too long for its place: {text}")
        room = max(0.0, slot.width - width)
        x = slot.x + {"right": room, "center": room / 2}.get(slot.align, 0.0)
        return (
            f"BT {slot.ink} rg {slot.spacing:.3f} Tc {squeeze:.2f} Tz"
            f" 1 0 0 1 {x:.3f} {slot.y:.3f} Tm\n{self._shown(text, slot.size)}ET\n"
        )

    def _shown(self, text: str, size: float) -> str:
        parts = groupby(map(self._codes.__getitem__, text), itemgetter(0))
        return "".join(
            f"{font} {size:.3f} Tf <{''.join([code for _font, code in run])}> Tj\n"
            for font, run in parts
        )


class _Codes(dict):
    """Font and code of characters, each looked up once."""

    def __init__(self, base: Base, own: "OwnFont") -> None:
        super().__init__(base.codes)
        self._own = own

    def __missing__(self, character: str) -> tuple[str, str]:
        self[character] = found = (self._own.name, self._own.code(character))
        return found


class OwnFont:
    """A font made of the glyphs that were asked for, in the order in which they were."""

    def __init__(self, font: FontFile, name: str) -> None:
        self.font, self.name = font, name
        self.characters: list[str] = []

    def code(self, character: str) -> str:
        """A new character's code; code 0 is the empty box that nobody asks for."""
        self.characters.append(character)
        return f"{len(self.characters):04X}"

    def objects(self, first: int) -> Iterator[bytes]:
        """The five objects of the font, numbered from `first`. Raises Unfit."""
        glyphs = [0, *map(self.font.glyph, self.characters)]
        file = self.font.subset(glyphs)
        told = "".join(self.characters).encode()
        tag = hashlib.md5(told, usedforsecurity=False).digest()[:6]
        name = "".join([chr(65 + byte % 26) for byte in tag]) + "+Noto-Sans-SC"
        widths = " ".join([str(self.font.advance(glyph)) for glyph in glyphs])
        yield (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
            f" /DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>"
        ).encode()
        yield (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDToGIDMap /Identity"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {first + 2} 0 R /DW 1000 /W [0 [{widths}]] >>"
        ).encode()
        yield (
            f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /ItalicAngle 0 /StemV 80"
            " /FontBBox [0 -288 1000 1160] /Ascent 1160 /Descent -288 /CapHeight 733"
            f" /FontFile2 {first + 3} 0 R >>"
        ).encode()
        yield syntax.stream(file, f"/Length1 {len(file)}")
        yield syntax.stream(_to_unicode(self.characters))


def _to_unicode(characters: list[str]) -> bytes:
    rows = [
        f"<{place:04X}> <{character.encode('utf-16-be').hex().upper()}>\n"
        for place, character in enumerate(characters, 1)
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    ranges = "".join(f"{len(b)} beginbfchar\n{''.join(b)}endbfchar\n" for b in blocks)
    return CMAP.format(ranges=ranges).encode()
