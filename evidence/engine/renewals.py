"""Timestamps that renew each other: whether the chain of them still proves the first one's time.

A timestamp proves nothing any more once the certificate of its authority has run out or was
revoked: whoever gets hold of the old key could make one for any day. A further timestamp over the
file and all timestamps before it, made while the last one still held, carries the proof on.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from evidence.engine.findings import Flaw, Proof

INSIDE, BESIDE, RENEWAL = "inside", "beside", "renewal"


@dataclass(frozen=True)
class Kept:
    """A token as it is kept for a file: numbered from 1, and what it is said to speak of."""

    number: int
    place: str
    der: bytes


@dataclass(frozen=True)
class Link:
    """A kept token as judged. `until`: the end or the revocation of its certificate."""

    number: int
    place: str
    is_whole: bool = False  # signed by its certificate
    fits: bool = False  # speaks of what it is said to speak of
    is_trusted: bool = False  # its authority is known, its certificate was valid then
    is_independent: bool = False
    authority: str = ""
    at: datetime | None = None
    until: datetime | None = None


def renewal_body(own: bytes, tokens: Iterable[bytes | memoryview]) -> bytes:
    """What a renewal speaks of: the file's SHA-256, then that of each token before (32 bytes)."""
    return own + b"".join(hashlib.sha256(bytes(token)).digest() for token in tokens)


def prove(links: Sequence[Link], at: datetime) -> Proof | None:
    """What the tokens of a file, first to last, prove as of `at`. None without any."""
    if not links:
        return None
    spans = [(one.at, one.until) for one in links if one.at and one.until]
    ends = spans[-1][1] if spans else None
    later = [one for one in links if one.place == RENEWAL]
    return Proof(
        flaws=tuple(dict.fromkeys(_flaws(links))),
        authority=links[0].authority,
        began=links[0].at,
        renewed=len(later),
        renewed_at=later[-1].at if later else None,
        until=ends,
        lapsed=next((end for (_, end), (made, _) in pairwise(spans) if made > end), None),
        is_run_out=ends is None or at > ends,
        is_independent=all(one.is_independent for one in later),
    )


def is_unbroken(spans: Sequence[tuple[datetime, datetime]], at: datetime) -> bool:
    """Whether tokens, each (made, end of its certificate), reach from the first one to `at`."""
    in_time = all(made <= end for (_, end), (made, _) in pairwise(spans))
    return bool(spans) and in_time and at <= spans[-1][1]


def _flaws(links: Sequence[Link]) -> Iterator[Flaw]:
    if _has_gap(links):
        # Those after the gap cannot be compared: what they speak of is not there.
        yield Flaw.STAMP_GAP
    for link in links:
        if link.place != RENEWAL:
            if not (link.is_whole and link.fits):
                yield Flaw.STAMP_BROKEN
        elif not link.is_whole:
            yield Flaw.RENEWAL_BROKEN
        elif not link.fits and not _has_gap(links):
            yield Flaw.RENEWAL_OF_OTHER
        elif not link.is_trusted:
            yield Flaw.RENEWAL_UNTRUSTED


def _has_gap(links: Sequence[Link]) -> bool:
    """A number is missing, or the first of all, which alone is no renewal."""
    numbers = [one.number for one in links]
    return numbers != list(range(1, len(links) + 1)) or links[0].place == RENEWAL
