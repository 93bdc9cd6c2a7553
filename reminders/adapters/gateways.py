"""One protocol for every way out of the house, and one setting per channel that names it."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from reminders.engine.outcome import Answer, Message, Outcome

CHANNELS = ("in_product", "mail", "sms")


class Gateway(Protocol):
    """Named by REMINDER_IN_PRODUCT, REMINDER_MAIL and REMINDER_SMS; made anew for each use."""

    def fault(self) -> str:
        """Why nothing can be sent this way here; empty when it is set up."""
        ...

    def send(self, message: Message) -> Answer:
        """Sent means that the other side took it. A way that is blocked may raise OSError."""
        ...


def gateway(channel: str) -> Gateway | None:
    """The gateway of a channel; None when its setting is empty. Raises ImportError."""
    path = settings.REMINDER_GATEWAYS[channel]
    return import_string(path)() if path else None


def fault_of(channel: str) -> str:
    """Why a channel cannot send, in words for HR and administrators; empty when it can."""
    way = gateway(channel)
    if way is None:
        return _("No gateway is set up for this channel.")
    return way.fault()


def send(channel: str, message: Message) -> Answer:
    """Hand one message over. Never raises for what lies outside; nothing is sent twice here."""
    way = gateway(channel)
    if way is None or (fault := way.fault()):
        return Answer.not_configured(fault_of(channel) if way is None else fault)
    if not message.address:
        return Answer(Outcome.NO_ADDRESS)
    try:
        return way.send(message)
    except OSError as fault:  # smtplib's and requests' own errors are among these
        # By its kind only: what the other side says may repeat the address.
        return Answer.failed(_("no answer (%(fault)s)") % {"fault": type(fault).__name__})
