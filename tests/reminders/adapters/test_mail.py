import smtplib

import pytest

from reminders.adapters.gateways import send
from reminders.adapters.mail import Mail
from reminders.engine.outcome import Message, Outcome

MESSAGE = Message("staff@example.org", "请签署", "请于 11 月 30 日前签署")
BACKENDS = "django.core.mail.backends."


def test_the_message_id_is_the_reference(mailoutbox):
    answer = send("mail", MESSAGE)
    [mail] = mailoutbox
    assert (mail.to, mail.subject, mail.body) == (
        ["staff@example.org"],
        "请签署",
        "请于 11 月 30 日前签署",
    )
    assert answer.outcome == Outcome.SENT
    assert answer.reference == mail.message()["Message-ID"] != ""


@pytest.mark.parametrize("name", ["console", "dummy", "filebased"])
def test_a_backend_that_swallows_its_mail_is_none_outside_a_demo(settings, name):
    settings.EMAIL_BACKEND = f"{BACKENDS}{name}.EmailBackend"
    assert Mail().fault() == ""
    settings.DEMO = False
    assert "EMAIL_URL" in Mail().fault()
    settings.EMAIL_BACKEND = f"{BACKENDS}smtp.EmailBackend"
    assert Mail().fault() == ""


def test_a_server_that_refuses_is_a_failure_and_its_words_stay_outside(monkeypatch):
    def refuse(*_args, **_options):
        raise smtplib.SMTPRecipientsRefused({MESSAGE.address: (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = send("mail", MESSAGE)
    assert answer.outcome == Outcome.FAILED
    assert "SMTPRecipientsRefused" in answer.problem
    assert MESSAGE.address not in answer.problem


def test_a_server_that_takes_nothing_is_a_failure(monkeypatch):
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", lambda *_: 0)
    assert send("mail", MESSAGE).outcome == Outcome.FAILED
