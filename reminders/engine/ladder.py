"""When a signer is reminded: at the start, 7 days and 1 day before, on the day, then every N days.

The table of docs/hr.md drives the tests.
"""

from datetime import date, timedelta

START = "start"
BEFORE = (7, 1, 0)


def rungs(opened: date, due: date, until: date, every: int) -> list[tuple[date, str]]:
    """The rungs from opening to `until`, in order of their days.

    A rung before or on the day of opening falls away: the start says it already. `every` 0
    ends the ladder on the last day for signing.
    """
    found = [(opened, START)]
    for days in BEFORE:
        day = due - timedelta(days=days)
        if opened < day <= until:
            found.append((day, f"d-{days}" if days else "due"))
    if every:
        late = due + timedelta(days=every)
        while late <= until:
            found.append((late, f"d+{(late - due).days}"))
            late += timedelta(days=every)
    return found


def rung(opened: date, due: date, today: date, every: int) -> str | None:
    """The rung that stands on `today`, or the last one before it; None before the opening.

    A day without a run loses nothing: the next run takes the rung that was passed, and only
    the last of several.
    """
    if today < opened:
        return None
    return rungs(opened, due, today, every)[-1][1]
