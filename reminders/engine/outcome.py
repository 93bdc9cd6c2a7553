"""What became of a reminder."""

from enum import StrEnum


class ReminderOutcome(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # handed over; a crash here is never sent a second time
    SENT = "sent"
    NO_ADDRESS = "no_address"
    FAILED = "failed"
    DROPPED = "dropped"  # signed, exempt or closed before the sending
