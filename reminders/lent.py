"""What this app lends to the shared ground; found when the apps are ready."""

from typing import Any

from django.conf import settings

from cms.lends import TELLS
from reminders.adapters.gateways import send
from reminders.engine.outcome import Message


@TELLS.add
def by_mail(user: Any, title: str, text: str) -> None:
    """Where mail is a channel in use; the notice in the product says the same, mail or not."""
    if "mail" in settings.REMINDER_CHANNELS:
        send("mail", Message(user.email, title, text))
