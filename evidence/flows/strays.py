"""Clear away what processes that were killed left of files they were writing."""

from datetime import datetime, timedelta

from evidence.adapters import vault

KEPT = timedelta(hours=1)  # no writer holds a staged file for longer than seconds


def sweep_staged(*, at: datetime) -> int:
    """Delete staged files that nobody has written to for an hour; how many there were."""
    return vault.drop_staged(before=at - KEPT)
