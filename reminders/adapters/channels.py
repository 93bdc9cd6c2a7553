"""How a reminder leaves the house: one small object per channel, chosen in the settings."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string

from reminders.engine.outcome import ReminderOutcome


@dataclass(frozen=True)
class Notice:
    """What is said to whom; an address that is not on file is empty."""

    email: str
    mobile: str
    title: str
    text: str


class Channel(Protocol):
    """`deliver` returns what came of it and raises OSError when the way is blocked."""

    def deliver(self, notice: Notice) -> ReminderOutcome: ...


class InProduct:
    """The stored reminder is the notice: the person's own page shows it."""

    def deliver(self, notice: Notice) -> ReminderOutcome:
        return ReminderOutcome.SENT


class Email:
    def deliver(self, notice: Notice) -> ReminderOutcome:
        if not notice.email:
            return ReminderOutcome.NO_ADDRESS
        send_mail(notice.title, notice.text, None, [notice.email])
        return ReminderOutcome.SENT


class SmsGateway(Protocol):
    """A gateway takes one number and one text; it raises OSError when it cannot."""

    def send(self, mobile: str, text: str) -> None: ...


class FileGateway:
    """For demonstrations: one JSON line per message, the number masked, in var/."""

    def send(self, mobile: str, text: str) -> None:
        line = json.dumps(
            {"to": f"{mobile[:3]}****{mobile[-4:]}", "text": text}, ensure_ascii=False
        )
        with (Path(settings.VAR_DIR) / "sms.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")


class Sms:
    def deliver(self, notice: Notice) -> ReminderOutcome:
        if not notice.mobile:
            return ReminderOutcome.NO_ADDRESS
        gateway: SmsGateway = import_string(settings.PLEDGE_SMS_GATEWAY)()
        gateway.send(notice.mobile, notice.text)
        return ReminderOutcome.SENT


CHANNELS: dict[str, type[Channel]] = {"in_product": InProduct, "email": Email, "sms": Sms}
