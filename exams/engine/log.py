"""The answer log: what one event is, how a repeat is told from a contradiction, the fold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from cms.lib.chain import GENESIS, canonical, digest, link

ANSWER, FLAG = "answer", "flag"


@dataclass(frozen=True)
class Event:
    """One change. `value` is a tuple of strings for an answer, a bool for a flag."""

    client: str
    sequence: int
    position: int
    kind: str
    value: tuple[str, ...] | bool

    @property
    def payload(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"item": self.position, self.kind: value}

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical payload: equal exactly when the same thing was said."""
        return digest(canonical(self.payload))


@dataclass(frozen=True)
class Sorting:
    """A batch against what is already held, by sequence."""

    fresh: tuple[Event, ...] = ()
    repeats: tuple[int, ...] = ()
    conflicts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Answers:
    """The projection: present responses and flags by item position."""

    responses: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    flags: frozenset[int] = frozenset()

    @property
    def answered(self) -> int:
        return sum(any(part.strip() for part in value) for value in self.responses.values())


def sort_batch(batch: Iterable[Event], held: Mapping[int, str]) -> Sorting:
    """Tell new events from repeats and contradictions. `held` maps sequence to digest.

    A sequence that comes twice inside the batch is judged by its first appearance.
    """
    seen, repeats, conflicts = dict(held), [], []
    fresh: dict[int, Event] = {}
    for event in batch:
        known = seen.setdefault(event.sequence, event.digest)
        if known != event.digest:
            conflicts.append(event.sequence)
        elif event.sequence in held:
            repeats.append(event.sequence)
        else:
            fresh.setdefault(event.sequence, event)
    return Sorting(tuple(fresh.values()), tuple(repeats), tuple(conflicts))


def fold(events: Iterable[Event]) -> Answers:
    """The present answers after these events, in receive order: the last word counts."""
    responses: dict[int, tuple[str, ...]] = {}
    flags: set[int] = set()
    for event in events:
        if isinstance(event.value, tuple):
            responses[event.position] = event.value
        elif event.value:
            flags.add(event.position)
        else:
            flags.discard(event.position)
    return Answers(responses, frozenset(flags))


def missing(held: Iterable[int], last: int, most: int | None = None) -> list[int]:
    """The sequences from 1 to `last` that are not held; no more than the first `most`."""
    known = set(held)
    lacking = (sequence for sequence in range(1, last + 1) if sequence not in known)
    return list(islice(lacking, most))


def watermark(held: Iterable[int]) -> int:
    """The highest n for which 1…n are all held."""
    reached = 0
    for sequence in sorted(set(held)):
        if sequence != reached + 1:
            break
        reached = sequence
    return reached


def log_digest(events: Iterable[Event], previous: str = GENESIS) -> str:
    """The hash chain over the log in receive order, which the receipt states.

    `previous` is the digest of what stands before these events.
    """
    for event in events:
        previous = link(previous, [event.client, event.sequence, event.payload])
    return previous
