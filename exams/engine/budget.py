"""How much one attempt may ask of the server: so much that no honest candidate meets it.

The arithmetic stands in docs/exam-protocol.md, and a test reads its table against these numbers.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from exams.engine.log import Event

AHEAD = 20_000  # how far `last` may lie above what is held: as many changes as an answer file takes
NAMED = 200  # missing sequences told at once; the page sends them and asks again
EVENTS = 40_000
BYTES = 192 * 1024 * 1024  # of answers as they are stored: six for a Chinese character
CLIENTS = 300  # page loads that write
OPENINGS = 600  # rows about loads and take-overs
LEAVINGS = 6_000  # rows about times away from the page
MUCH = 20  # the twentieth part of a budget is reason to ask the database what is held


@dataclass(frozen=True)
class Pace:
    """`burst` requests at once, and `per_second` more for every second that passes."""

    burst: int
    per_second: float


@dataclass(frozen=True)
class Level:
    """How many requests are left at a moment (seconds on any steady clock)."""

    left: float
    at: float


PACES = {"events": Pace(150, 5), "beat": Pace(60, 2), "submit": Pace(30, 1)}


def draw(pace: Pace, level: Level | None, at: float) -> tuple[Level, int]:
    """One request more: the level after it, and the seconds to wait when it comes too soon (0)."""
    left = pace.burst if level is None else level.left + (at - level.at) * pace.per_second
    left = min(left, pace.burst)
    if left >= 1:
        return Level(left - 1, at), 0
    return Level(left, at), math.ceil((1 - left) / pace.per_second)


@dataclass(frozen=True)
class Order:
    """What a request wants to add: events of `client`, their size, a row about a load."""

    client: str
    events: int
    size: int
    opens: bool


def order(client: str, events: Iterable[Event], *, opens: bool) -> Order:
    sizes = [len(json.dumps(event.value)) for event in events]
    return Order(client, len(sizes), sum(sizes), opens)


@dataclass(frozen=True)
class Tally:
    """What an attempt has added, log and late lane together; `whole` when nothing is left out."""

    events: int = 0
    size: int = 0
    clients: frozenset[str] = frozenset()
    openings: int = 0
    whole: bool = False

    def plus(self, order: Order) -> "Tally":
        return replace(
            self,
            events=self.events + order.events,
            size=self.size + order.size,
            clients=self.clients | {order.client} if order.events else self.clients,
            openings=self.openings + order.opens,
        )

    @property
    def is_much(self) -> bool:
        """So much that the rest matters, too: what other processes have stored."""
        held = (self.events, self.size, len(self.clients), self.openings)
        most = (EVENTS, BYTES, CLIENTS, OPENINGS)
        return any(part * MUCH > limit for part, limit in zip(held, most, strict=True))


class Spent(StrEnum):
    """What is used up; false when nothing is."""

    NOTHING = ""
    ANSWERS = "too_many_answers"
    LOADS = "too_many_loads"


def spent(tally: Tally, order: Order) -> Spent:
    """Whether the order still fits on top of what is held."""
    after = tally.plus(order)
    if order.events and (after.events > EVENTS or after.size > BYTES):
        return Spent.ANSWERS
    if len(after.clients) > max(CLIENTS, len(tally.clients)):
        return Spent.LOADS
    return Spent.LOADS if order.opens and after.openings > OPENINGS else Spent.NOTHING
