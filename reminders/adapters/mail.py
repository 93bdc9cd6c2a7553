"""E-mail by Django's backend. One that swallows its mail counts as none, except in a demo."""

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMessage, make_msgid
from django.utils.translation import gettext as _

from reminders.engine.outcome import Answer, Message

BACKENDS = "django.core.mail.backends."
SILENT = frozenset(f"{BACKENDS}{name}.EmailBackend" for name in ("console", "dummy", "filebased"))


class Mail:
    def fault(self) -> str:
        if settings.EMAIL_BACKEND in SILENT and not settings.DEMO:
            return _("No mail server is set up (EMAIL_URL).")
        return ""

    def send(self, message: Message) -> Answer:
        """Its reference is the Message-ID, by which the mail server's log can be searched."""
        reference = make_msgid(domain=DNS_NAME)
        mail = EmailMessage(
            message.title,
            message.text,
            to=[message.address],
            headers={"Message-ID": reference},
        )
        if not mail.send():
            return Answer.failed(_("The mail server did not take it."))
        return Answer.sent(reference)
