"""Dull builders for reminders."""

from datetime import datetime
from itertools import count

from reminders.models.reminder import Reminder

_numbers = count(1)


def make_reminder(member, at: datetime, **values) -> Reminder:
    """A queued reminder of a chore of its own, by mail."""
    values = {
        "subject": f"chore:{next(_numbers)}",
        "rung": "start",
        "channel": "mail",
        "made_at": at,
        **values,
    }
    return Reminder.objects.create(member=member, **values)


def sent(at: datetime) -> dict:
    """The columns of a reminder that was sent at that time."""
    return {"outcome": "sent", "taken_at": at, "sent_at": at}
