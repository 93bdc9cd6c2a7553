"""What changed between two versions of a pledge: clause by clause, character by character.

Chinese has no blanks between words, so each character of it is a token of its own; Latin words
and numbers are taken whole. Tiny islands between two changes are folded into them, because
"删掉三个字、留一个字、加两个字" reads worse than one replaced phrase.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from pledges.rounds.engine.document import Clause, PledgeText

TOKEN = re.compile(r"\{[^{}]*\}|[A-Za-z0-9]+|\s+|.", re.DOTALL)
ISLAND = 1  # unchanged tokens between two changes that are folded into them


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Run:
    """A piece of text that is the same, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """One part of the text that differs. `number` counts clauses from 1, in the newer text."""

    part: str  # "title", "preamble", "clause", "closing"
    kind: Kind
    runs: tuple[Run, ...]
    number: int = 0
    heading: str = ""

    @property
    def is_added(self) -> bool:
        return self.kind is Kind.ADDED

    @property
    def is_removed(self) -> bool:
        return self.kind is Kind.REMOVED


def compare_words(old: str, new: str) -> tuple[Run, ...]:
    """The runs that lead from `old` to `new`: without the added ones `old`, else `new`."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    steps = _fold(matcher.get_opcodes())
    runs: list[Run] = []
    for tag, start, end, from_, to in steps:
        if tag == "equal":
            runs.append(Run(Kind.SAME, "".join(before[start:end])))
            continue
        if end > start:
            runs.append(Run(Kind.REMOVED, "".join(before[start:end])))
        if to > from_:
            runs.append(Run(Kind.ADDED, "".join(after[from_:to])))
    return tuple(runs)


Step = tuple[str, int, int, int, int]


def _fold(steps: Sequence[Step]) -> list[Step]:
    """Join changes that are parted by an island only."""
    folded: list[Step] = []
    for place, step in enumerate(steps):
        tag, start, end, from_, to = step
        inside = 0 < place < len(steps) - 1
        if tag == "equal" and inside and end - start <= ISLAND:
            tag = "replace"
        if tag != "equal" and folded and folded[-1][0] != "equal":
            _, first, _, other, _ = folded.pop()
            step = ("replace", first, end, other, to)
        else:
            step = (tag, start, end, from_, to)
        folded.append(step)
    return folded


def compare(old: PledgeText, new: PledgeText) -> tuple[Change, ...]:
    """Every part that differs, in reading order; empty when nobody could tell them apart.

    Clauses belong together when their headings are equal, else when they stand alone between
    such pairs at the same place.
    """
    changes = [
        *_part("title", old.title, new.title),
        *_part("preamble", old.preamble, new.preamble),
        *_clauses(old, new),
        *_part("closing", old.closing, new.closing),
    ]
    return tuple(changes)


def _part(part: str, old: str, new: str, number: int = 0, heading: str = "") -> list[Change]:
    if old.strip() == new.strip():
        return []
    runs = compare_words(old.strip(), new.strip())
    return [Change(part, Kind.CHANGED, runs, number, heading)]


def _clauses(old: PledgeText, new: PledgeText) -> list[Change]:
    matcher = SequenceMatcher(
        None, [c.heading for c in old.clauses], [c.heading for c in new.clauses], autojunk=False
    )
    changes: list[Change] = []
    for _tag, start, end, from_, to in matcher.get_opcodes():
        for place in range(max(end - start, to - from_)):
            before = old.clauses[start + place] if start + place < end else None
            after = new.clauses[from_ + place] if from_ + place < to else None
            changes += _clause(before, after, from_ + place + 1)
    return changes


def _clause(before: Clause | None, after: Clause | None, number: int) -> list[Change]:
    if after is None:
        if before is None:
            return []
        runs = (Run(Kind.REMOVED, before.text),)
        return [Change("clause", Kind.REMOVED, runs, 0, before.heading)]
    if before is None:
        return [Change("clause", Kind.ADDED, (Run(Kind.ADDED, after.text),), number, after.heading)]
    if before.heading == after.heading:
        return _part("clause", before.text, after.text, number, after.heading)
    old, new = f"{before.heading}。{before.text}", f"{after.heading}。{after.text}"
    return _part("clause", old, new, number, after.heading)
