"""QR codes of addresses that differ in a few letters, in microseconds each.

Once size and mask are given, a QR code is linear: the modules that change with one letter do not
depend on the other letters. So the change that each letter makes at its place is taken from the
encoder once and remembered, and a code is the plain one with the changes of its letters.
"""

import re
from functools import lru_cache, reduce
from operator import xor

import segno

from cms.lib.pdf.stamp.paths import Bars

MASK = 4  # given, as choosing the best of eight takes most of the time; readers know all eight
PLAIN = "0"
RUN = re.compile("1+")


def qr_bars(address: str) -> Bars:
    """The QR code of an ASCII address, one bar for each run of dark modules."""
    length = len(address)
    side, plain = _plain(length)
    changes = [_change(length, place, letter) for place, letter in enumerate(address)]
    bits = f"{reduce(xor, changes, plain):0{side * side}b}"
    bars = [
        (run.start(), y, run.end() - run.start())
        for y in range(side)
        for run in RUN.finditer(bits[y * side : (y + 1) * side])
    ]
    return Bars(side, tuple(bars))


@lru_cache(maxsize=64)
def _plain(length: int) -> tuple[int, int]:
    return _encoded(PLAIN * length)


@lru_cache(maxsize=16384)
def _change(length: int, place: int, letter: str) -> int:
    with_letter = PLAIN * place + letter + PLAIN * (length - place - 1)
    return _encoded(with_letter)[1] ^ _plain(length)[1]


def _encoded(text: str) -> tuple[int, int]:
    """Side and modules, the first row in the highest bits."""
    data = text.encode("ascii")
    code = segno.make(data, error="m", micro=False, mode="byte", mask=MASK, boost_error=False)
    side = len(code.matrix)
    return side, int("".join("01"[module] for row in code.matrix for module in row), 2)
