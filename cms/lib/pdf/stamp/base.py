"""A page prepared once: every object that is the same in all its documents, and where words go."""

import hashlib
import json
from dataclasses import asdict, dataclass

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


class Damaged(ValueError):
    """A stored base that is not what was stored."""


@dataclass(frozen=True)
class Slot:
    """A place on a page, in points; `x`, `y` is where the base line begins.

    `key` is the number of the text or drawing; the header of each page has the same one.
    """

    key: int
    page: int
    x: float
    y: float
    width: float
    height: float
    size: float
    ink: str
    align: str
    spacing: float


@dataclass(frozen=True)
class Base:
    """The beginning of a file. `key` tells bases apart, `codes` gives font and code of characters.

    Its objects are numbered from 1; the number of the catalog, `root`, is left to the stamp.
    After them come, in this order: five objects of the stamp's font, the words of each page.
    """

    key: str
    prefix: bytes
    offsets: dict[int, int]
    root: int
    catalog: str
    pages: int
    slots: tuple[Slot, ...]
    codes: dict[str, tuple[str, str]]
    maker: str

    @property
    def last(self) -> int:
        """The highest number given to an object."""
        return max(self.root, *self.offsets)

    def dump(self) -> bytes:
        """The base for a file: SHA-256 of the rest, a line of JSON, the prefix."""
        told = asdict(self) | {"prefix": ""}
        body = json.dumps(told, ensure_ascii=False).encode() + b"\n" + self.prefix
        return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def load(stored: bytes) -> Base:
    """The base that `dump` wrote. Raises Damaged."""
    digest, _, body = stored.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise Damaged
    line, _, prefix = body.partition(b"\n")
    told = json.loads(line)
    return Base(
        **{
            **told,
            "prefix": prefix,
            "offsets": {int(number): place for number, place in told["offsets"].items()},
            "slots": tuple(Slot(**slot) for slot in told["slots"]),
            "codes": {char: (font, code) for char, (font, code) in told["codes"].items()},
        }
    )
