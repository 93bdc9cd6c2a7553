"""Chinese text files: which encoding, and the private-use cells that old tables left behind.

Python 3.11 keeps the GB 18030-2000 table, which puts characters such as 龴 into the private use
area (PUA); GB 18030-2005 and -2022 gave them code points of their own. Old Windows did the same
to row FE of GBK. Standard library only.
"""

import codecs
import re
import unicodedata

# Cells that Python's table still maps to PUA, with their place in GB 18030-2022 (and Unicode).
MOVED = {
    0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14,
    0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
    0xE7C7: 0x1E3F, 0xE7C8: 0x01F9,
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5,
    0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F,
    0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip


def _row_fe() -> dict[int, int]:
    """GBK row FE as old Windows stored it (FE50 at U+E815 and on), to today's characters."""
    trails = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
    found = {}
    for offset, trail in enumerate(trails):
        now = ord(bytes([0xFE, trail]).decode("gb18030"))
        found[0xE815 + offset] = MOVED.get(now, now)
    return found


TODAY = {**_row_fe(), **MOVED}
PRIVATE = re.compile("[\ue000-\uf8ff]")  # a search is many times faster than a translation
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def modernise(text: str) -> str:
    """Every private-use character that has a public place today goes there; others stay."""
    return text.translate(TODAY) if PRIVATE.search(text) else text


def private_use(text: str) -> str | None:
    """The first character nobody else could read, or None."""
    return next((ch for ch in text if unicodedata.category(ch) == "Co"), None)


def decode(data: bytes) -> str:
    """Text from a file saved anywhere: byte order mark, then UTF-8, then GB 18030 (with GBK).

    Raises UnicodeDecodeError when none of them fits.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return modernise(data.decode(encoding))
    try:
        return modernise(data.decode("utf-8"))
    except UnicodeDecodeError:
        return modernise(data.decode("gb18030"))
