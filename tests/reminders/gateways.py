"""Gateways for tests: what they were given stands in `taken`."""

import pytest

from reminders.engine.outcome import Answer, Message

HERE = "tests.reminders.gateways."
taken: list[Message] = []


class Taking:
    """Takes everything, and numbers it."""

    def fault(self) -> str:
        return ""

    def send(self, message: Message) -> Answer:
        taken.append(message)
        return Answer.sent(f"ref-{len(taken)}")


class Refusing(Taking):
    def send(self, message: Message) -> Answer:
        return Answer.failed("余额不足")


class Dead(Taking):
    """The line breaks, and what the other side says names the number."""

    def send(self, message: Message) -> Answer:
        raise ConnectionResetError(f"{message.address} refused")


class Crashing(Taking):
    """The message is gone, and the process with it."""

    def send(self, message: Message) -> Answer:
        taken.append(message)
        raise KeyboardInterrupt


class Unset(Taking):
    def fault(self) -> str:
        return "没有密钥"


@pytest.fixture
def channels(settings):
    """channels(mail="Taking", …) → these gateways, reminded by exactly these channels."""
    taken.clear()

    def use(**named: str) -> list:
        settings.REMINDER_GATEWAYS = {
            channel: named[channel] and HERE + named[channel] if channel in named else ""
            for channel in ("in_product", "mail", "sms")
        }
        settings.REMINDER_CHANNELS = list(named)
        return taken

    yield use
    taken.clear()
