"""Text messages over HTTP: one POST of JSON to the address of the operator's message service."""

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from reminders.engine.outcome import Answer, Message

TIMEOUT = 10


class HttpSms:
    """REMINDER_SMS_URL takes {"mobile", "text"} and answers 2xx with {"id": …} when it took it.

    A service that speaks otherwise needs a small class of its own, named by REMINDER_SMS.
    """

    def fault(self) -> str:
        if settings.REMINDER_SMS_URL.startswith("https://"):
            return ""
        return _("REMINDER_SMS_URL does not name an address that begins with https://.")

    def send(self, message: Message) -> Answer:
        response = requests.post(
            settings.REMINDER_SMS_URL,
            json={"mobile": message.address, "text": message.text},
            headers={"Authorization": f"Bearer {settings.REMINDER_SMS_TOKEN}"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        if not 200 <= response.status_code < 300:
            return Answer.failed(
                _("The message service answered %(status)d.") % {"status": response.status_code}
            )
        return Answer.sent(_reference(response))


def _reference(response: requests.Response) -> str:
    """Its number for the message, where it gives one."""
    try:
        body = response.json()
    except ValueError:
        return ""
    return str(body.get("id", "")) if isinstance(body, dict) else ""
