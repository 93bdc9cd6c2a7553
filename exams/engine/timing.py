"""Deadlines. The server's clock is the only one that counts."""

from datetime import datetime, timedelta


def deadline(started_at: datetime, minutes: int, closes_at: datetime, extra: int = 0) -> datetime:
    """The end of the duration or of the window, whichever comes first, and `extra` minutes on.

    Extra time is never cut by the window: who has it may write on after the doors have closed.
    """
    end = min(started_at + timedelta(minutes=minutes), closes_at)
    return end + timedelta(minutes=extra)


def accepts(deadline_at: datetime, received_at: datetime, grace: timedelta) -> bool:
    """Whether an answer received at this moment still counts by itself.

    `grace` is for transport only: what was sent before the deadline may arrive a little later over
    a weak network. Later arrivals wait for a person's decision.
    """
    return received_at <= deadline_at + grace


def is_overdue(deadline_at: datetime, at: datetime, grace: timedelta) -> bool:
    """Whether the attempt may be closed: no answer can be accepted any more."""
    return not accepts(deadline_at, at, grace)
