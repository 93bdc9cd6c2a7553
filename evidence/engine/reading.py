"""How long a text was on the screen, and how long reading it takes at least.

A quick reader is asked, never stopped: the figures go into the record, and the grade says what
they are worth. The table stands in docs/evidence.md.
"""

import json
from dataclasses import dataclass

CHARACTERS_PER_MINUTE = 600
MOST_SECONDS = 180  # longer texts are not asked about for longer
SLACK = 5  # seconds by which two clocks may differ


@dataclass(frozen=True)
class Reading:
    """Whole seconds per section (opening, each clause, closing) and of the text as a whole."""

    seconds: tuple[int, ...]
    total: int

    def as_data(self) -> dict:
        return {"seconds": list(self.seconds), "total": self.total}


def least_seconds(characters: int) -> int:
    """Seconds that reading so many characters takes at least."""
    return min(MOST_SECONDS, -(-characters * 60 // CHARACTERS_PER_MINUTE))


def parse(payload: str, *, sections: int, elapsed: int) -> Reading | None:
    """What the page measured; None when it measured nothing or nothing believable.

    Believable: one whole number per section, none above the total, and the total not above the
    `elapsed` seconds since the server first showed the text.
    """
    try:
        data = json.loads(payload)
        seconds, total = tuple(data["seconds"]), data["total"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if len(seconds) != sections or not all(type(n) is int for n in (*seconds, total)):
        return None
    if not all(0 <= n <= total for n in seconds) or total > elapsed + SLACK:
        return None
    return Reading(seconds, total)
