"""Hash-linked records: canonical JSON, one link, and the walk that finds the broken row.

Standard library only, so that an inspector can run this file alone.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
).encode


def canonical(payload: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: the same value always gives the same bytes.

    Raises TypeError for values JSON has no form for, and ValueError for NaN or infinity.
    """
    return _encode(payload).encode()


def digest(data: bytes) -> str:
    """SHA-256 of `data`, 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def link(previous: str, payload: Any) -> str:
    """The digest of one entry: SHA-256 over the previous digest and the canonical payload."""
    return digest(previous.encode() + b"\n" + canonical(payload))


@dataclass(frozen=True)
class Break:
    """The first entry whose digest does not follow. `position` counts from 0."""

    position: int
    expected: str
    found: str


def verify(entries: Iterable[tuple[Any, str]], start: str = GENESIS) -> Break | None:
    """Walk (payload, digest) pairs in order; None when every link holds."""
    previous = start
    for position, (payload, found) in enumerate(entries):
        expected = link(previous, payload)
        if expected != found:
            return Break(position, expected, found)
        previous = found
    return None
