"""The models of reminders, one aggregate per file."""

from reminders.models import reminder

__all__ = ["reminder"]
