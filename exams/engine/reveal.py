"""What a candidate sees of an attempt, and when. Rules with a table: docs/marking.md.

After the hand-in there is the receipt and nothing else. Each later phase shows up to a level of its
own; of the phases that have been reached the most generous one counts.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Each one includes those before it."""

    NOTHING = "nothing"
    SCORE = "score"
    VERDICTS = "verdicts"
    KEYS = "keys"

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    def includes(self, other: "Level") -> bool:
        return self.rank >= other.rank


@dataclass(frozen=True)
class Reveal:
    """The level of each phase."""

    scored: Level
    closed: Level
    released: Level


@dataclass(frozen=True)
class Reached:
    """Which phases an attempt has reached.

    `scored`: nothing of it waits for a marker. `closed`: the sitting has closed and nobody writes
    in it any more, extra time included. `released`: by the organiser, or at once by the rule.
    """

    scored: bool
    closed: bool
    released: bool


def level(reveal: Reveal, reached: Reached) -> Level:
    """What may be shown now; nothing at all while the score is not final."""
    if not reached.scored:
        return Level.NOTHING
    open_now = [reveal.scored]
    if reached.closed:
        open_now.append(reveal.closed)
    if reached.released:
        open_now.append(reveal.released)
    return max(open_now, key=lambda shown: shown.rank)
