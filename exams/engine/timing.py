"""Deadlines. The server's clock is the only one that counts."""

from datetime import datetime, timedelta

# What was sent before the deadline may arrive a little later over a weak network.
GRACE = timedelta(seconds=60)


def deadline(started_at: datetime, minutes: int, closes_at: datetime) -> datetime:
    """The end of the duration or of the window, whichever comes first."""
    return min(started_at + timedelta(minutes=minutes), closes_at)


def accepts(deadline_at: datetime, received_at: datetime) -> bool:
    """Whether an answer received at this moment still counts."""
    return received_at <= deadline_at + GRACE


def is_overdue(deadline_at: datetime, at: datetime) -> bool:
    """Whether the attempt may be closed: no answer can be accepted any more."""
    return not accepts(deadline_at, at)
