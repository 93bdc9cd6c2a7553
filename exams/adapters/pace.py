"""What this process remembers of each attempt's requests: no question to a database or a cache.

Each process counts by itself, so a server of N processes lets up to N times as much through. The
numbers keep one candidate from stopping the others; they need not be exact.
"""

import time
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from exams.engine.budget import PACES, Level, Tally, draw

KEPT = 20_000  # attempts; who has not asked for longest is forgotten first

Value = TypeVar("Value")


class Shelf(Generic[Value]):
    """The newest values, by key."""

    def __init__(self, most: int = KEPT) -> None:
        self.values: OrderedDict[object, Value] = OrderedDict()
        self.most = most

    def put(self, key: object, value: Value) -> None:
        self.values[key] = value
        self.values.move_to_end(key)
        if len(self.values) > self.most:
            self.values.popitem(last=False)


_levels: Shelf[Level] = Shelf(KEPT * len(PACES))
_tallies: Shelf[Tally] = Shelf()
_alone = Lock()


def too_fast(attempt_id: int, what: str) -> int:
    """Seconds to wait before this request (events, beat, submit); 0: none. Counts the request."""
    with _alone:
        key = (attempt_id, what)
        level, wait = draw(PACES[what], _levels.values.get(key), time.monotonic())
        _levels.put(key, level)
        return wait


def known_tally(attempt_id: int) -> Tally:
    """What this process knows of the attempt: all of it, or what passed through here."""
    with _alone:
        return _tallies.values.get(attempt_id) or Tally()


def note_tally(attempt_id: int, tally: Tally) -> None:
    with _alone:
        _tallies.put(attempt_id, tally)


def forget() -> None:
    """As a new process begins."""
    with _alone:
        _levels.values.clear()
        _tallies.values.clear()
