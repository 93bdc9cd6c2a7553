"""A TrueType font read in place: widths, outlines, and small fonts made of some of its glyphs.

Only what a font in a PDF needs. The file is mapped, not read: processes share its pages.
"""

import mmap
import struct
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cms.lib.pdf.stamp.errors import Unfit

MAGIC = 0xB1B0AFBA  # the sum of a whole font file, by definition
HEADER = struct.Struct(">IHHHH")
RECORD = struct.Struct(">4sIII")


@dataclass(frozen=True)
class Tables:
    """The parts of a font that every small font takes over or is cut from."""

    head: bytes
    hhea: bytes
    maxp: bytes
    outlines: memoryview
    places: array
    advances: array
    bearings: bytes


class FontFile:
    """A font without composite glyphs and instructions, 1000 units to the em.

    `glyphs` tells which glyph stands for which code point.
    """

    def __init__(self, path: Path, glyphs: Mapping[int, int]) -> None:
        self.glyphs = glyphs
        with path.open("rb") as file:
            self._data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self._tables = _read(self._data)
        self._wide = self._tables.advances[-1]
        self._widths = _Widths(self)

    def glyph(self, character: str) -> int:
        """The glyph of a character. Raises Unfit."""
        found = self.glyphs.get(ord(character))
        if found is None:
            raise Unfit(f"no glyph for {character}")
        return found

    def advance(self, glyph: int) -> int:
        """Thousandths of an em."""
        advances = self._tables.advances
        return advances[glyph] if glyph < len(advances) else self._wide

    def width(self, text: str) -> int:
        """Thousandths of an em. Raises Unfit."""
        return sum(map(self._widths.__getitem__, text))

    def outline(self, glyph: int) -> bytes:
        places = self._tables.places
        found = bytes(self._tables.outlines[places[glyph] : places[glyph + 1]])
        if found[:1] >= b"\x80":
            raise Unfit("a glyph made of other glyphs")
        return found

    def subset(self, chosen: Sequence[int]) -> bytes:
        """A font of these glyphs, numbered from 0 in this order; the first has to be glyph 0."""
        outlines = [self.outline(glyph) for glyph in chosen]
        places, length = array("I", [0]), 0
        for place, outline in enumerate(outlines):
            padded = outline + bytes(-len(outline) % 4)
            outlines[place], length = padded, length + len(padded)
            places.append(length)
        count = struct.pack(">H", len(chosen))
        tables = {
            b"glyf": b"".join(outlines),
            b"head": self._tables.head,
            b"hhea": self._tables.hhea[:34] + count,
            b"hmtx": b"".join(self._metric(glyph) for glyph in chosen),
            b"loca": _big_endian(places),
            b"maxp": self._tables.maxp[:4] + count + self._tables.maxp[6:],
        }
        return _font(tables)

    def _metric(self, glyph: int) -> bytes:
        bearing = self._tables.bearings[2 * glyph : 2 * glyph + 2]
        return struct.pack(">H", self.advance(glyph)) + bearing


class _Widths(dict):
    """Widths of characters, each looked up in the font once."""

    def __init__(self, font: FontFile) -> None:
        self._font = font

    def __missing__(self, character: str) -> int:
        self[character] = found = self._font.advance(self._font.glyph(character))
        return found


def _big_endian(values: array) -> bytes:
    swapped = array(values.typecode, values)
    if sys.byteorder == "little":
        swapped.byteswap()
    return swapped.tobytes()


def _numbers(code: str, data: bytes) -> array:
    values = array(code, data)
    if sys.byteorder == "little":
        values.byteswap()
    return values


def _read(data: memoryview) -> Tables:
    count = HEADER.unpack_from(data)[1]
    records = (RECORD.unpack_from(data, 12 + 16 * place) for place in range(count))
    parts = {tag: data[start : start + length] for tag, _sum, start, length in records}
    head = bytes(parts[b"head"])
    units, long_places = struct.unpack_from(">H", head, 18)[0], head[51]
    if units != 1000 or not long_places:
        raise Unfit("a font of another make")
    measured = struct.unpack_from(">H", parts[b"hhea"], 34)[0]
    metrics = bytes(parts[b"hmtx"])
    pairs = _numbers("H", metrics[: 4 * measured])
    bearings = b"".join(metrics[4 * glyph + 2 : 4 * glyph + 4] for glyph in range(measured))
    return Tables(
        head=head[:8] + bytes(4) + head[12:],
        hhea=bytes(parts[b"hhea"]),
        maxp=bytes(parts[b"maxp"]),
        outlines=parts[b"glyf"],
        places=_numbers("I", bytes(parts[b"loca"])),
        advances=pairs[::2],
        bearings=bearings + metrics[4 * measured :],
    )


def _sum(data: bytes) -> int:
    return sum(_numbers("I", data + bytes(-len(data) % 4))) & 0xFFFFFFFF


def _font(tables: Mapping[bytes, bytes]) -> bytes:
    """The file: directory, tables on multiples of four, sums."""
    power = 1 << (len(tables).bit_length() - 1)
    spare = 16 * (len(tables) - power)
    directory = [HEADER.pack(0x10000, len(tables), 16 * power, power.bit_length() - 1, spare)]
    body, start = [], 12 + 16 * len(tables)
    for tag, data in tables.items():
        padded = data + bytes(-len(data) % 4)
        directory.append(RECORD.pack(tag, _sum(data), start, len(data)))
        body.append(padded)
        start += len(padded)
    font = bytearray(b"".join(directory + body))
    place = 12 + 16 * list(tables).index(b"head")
    head = RECORD.unpack_from(font, place)[2]
    struct.pack_into(">I", font, head + 8, (MAGIC - _sum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)
