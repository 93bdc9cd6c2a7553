"""When somebody is reminded: at the start, 7 days and 1 day before, on the day, then every N days.

The tables of docs/reminders.md drive the tests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

START = "start"
BEFORE = (7, 1, 0)


@dataclass(frozen=True)
class Asked:
    """Something asked of a member and not done yet: since when, and by which day."""

    subject: str
    member: int
    opened: date
    due: date


@dataclass(frozen=True)
class Wanted:
    """One rung that somebody is to hear of."""

    subject: str
    member: int
    rung: str


def rungs(opened: date, due: date, until: date, every: int) -> list[tuple[date, str]]:
    """The rungs from opening to `until`, in order of their days.

    A rung before or on the day of opening falls away: the start says it already. `every` 0
    ends the ladder on the last day.
    """
    steps = [(opened, START)]
    for days in BEFORE:
        day = due - timedelta(days=days)
        if opened < day <= until:
            steps.append((day, f"d-{days}" if days else "due"))
    if every:
        late = due + timedelta(days=every)
        while late <= until:
            steps.append((late, f"d+{(late - due).days}"))
            late += timedelta(days=every)
    return steps


def rung(opened: date, due: date, today: date, every: int) -> str | None:
    """The rung that stands on `today`, or the last one before it; None before the opening.

    A day without a run loses nothing: the next run takes the rung that was passed, and only
    the last of several.
    """
    if today < opened:
        return None
    return rungs(opened, due, today, every)[-1][1]


def climb(
    asked: Iterable[Asked], had: Sequence[tuple[str, str]], today: date, every: int
) -> list[Wanted]:
    """The rungs that are still to be said. `had`: (subject, rung) of what was said already.

    Who has had no start starts there, so a late joiner hears of the whole matter too.
    """
    known = set(had)
    wanted = []
    for one in asked:
        step = rung(one.opened, one.due, today, every)
        if step is not None and (one.subject, START) not in known:
            step = START
        if step is not None and (one.subject, step) not in known:
            wanted.append(Wanted(one.subject, one.member, step))
    return wanted
