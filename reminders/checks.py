"""System checks of the channels: what `manage.py check` says before anybody is reminded."""

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.utils import translation

from reminders.adapters.gateways import CHANNELS, fault_of
from reminders.engine.quiet import parse_hours

HINT = "Set REMINDER_MAIL, EMAIL_URL, REMINDER_SMS or REMINDER_CHANNELS; see docs/reminders.md."


def check_reminder_settings(app_configs, **kwargs) -> list[CheckMessage]:
    """reminders.E001 to E003: a channel, a gateway or the quiet hours that do not exist."""
    faults: list[CheckMessage] = []
    for channel in settings.REMINDER_CHANNELS:
        if channel not in CHANNELS:
            words = f"REMINDER_CHANNELS names '{channel}', which is none of {', '.join(CHANNELS)}."
            faults.append(Error(words, HINT, None, "reminders.E001"))
    for channel in CHANNELS:
        try:
            fault_of(channel)
        except ImportError as fault:
            words = f"The gateway of the channel '{channel}' does not load: {fault}"
            faults.append(Error(words, HINT, None, "reminders.E002"))
    try:
        parse_hours(settings.REMINDER_QUIET_HOURS)
    except ValueError:
        words = "REMINDER_QUIET_HOURS is not written like 20:00-08:00."
        faults.append(Error(words, HINT, None, "reminders.E003"))
    return faults


def check_channels(app_configs, **kwargs) -> list[CheckMessage]:
    """reminders.W001, at deployment: a channel by which nothing can be sent from here.

    SMS is asked for even where nobody is reminded by it: codes for signing go that way.
    """
    faults: list[CheckMessage] = []
    if check_reminder_settings(app_configs):
        return faults
    with translation.override("en"):
        for channel in CHANNELS:
            fault = fault_of(channel)
            if fault and (channel in settings.REMINDER_CHANNELS or channel == "sms"):
                words = f"Nothing can be sent by the channel '{channel}': {fault}"
                faults.append(CheckWarning(words, HINT, None, "reminders.W001"))
    return faults
