"""PDF syntax: strings, streams, dates, the table of objects at the end."""

import zlib
from collections.abc import Mapping
from datetime import datetime


def text(value: str) -> str:
    """A text string in any language."""
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


def date(moment: datetime) -> str:
    """A date with its zone: (D:20261123090003+08'00)."""
    zone = moment.strftime("%z")
    return f"(D:{moment:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]})"


def stream(data: bytes, entries: str = "", *, packed: bool = True) -> bytes:
    """A stream object; packed unless readers without inflate should see it."""
    if packed:
        data, entries = zlib.compress(data, 4), f"{entries} /Filter /FlateDecode"
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def numbered(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, body)


def table(offsets: Mapping[int, int]) -> bytes:
    """The table of all objects from 1 on, without gaps."""
    rows = ["0000000000 65535 f \n"]
    rows += [f"{offsets[number]:010d} 00000 n \n" for number in range(1, len(offsets) + 1)]
    return f"xref\n0 {len(rows)}\n{''.join(rows)}".encode()
