"""Text messages: a gateway is a function `send(mobile, text)` named by JIANGTANG_SMS_GATEWAY.

Without one, the demonstration writes messages to a file; a real site says that it cannot send.
"""

import json
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError


class Gateway(Protocol):
    def __call__(self, mobile: str, text: str) -> None: ...


class SmsUnavailable(DomainError):
    code = "sms_unavailable"
    message = _("No SMS gateway is set up. Sign on the clerk's device or on paper.")


def to_file(mobile: str, text: str) -> None:
    """The demonstration's gateway: one JSON line per message below PRIVATE_ROOT."""
    target = Path(settings.PRIVATE_ROOT) / "outbox" / "sms.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"mobile": mobile, "text": text}, ensure_ascii=False) + "\n")


def gateway() -> Gateway:
    """The configured gateway. Raises SmsUnavailable."""
    named = getattr(settings, "JIANGTANG_SMS_GATEWAY", "")
    if named:
        return import_string(named)
    if settings.DEMO:
        return to_file
    raise SmsUnavailable


def send_sms(mobile: str, text: str) -> None:
    gateway()(mobile, text)
