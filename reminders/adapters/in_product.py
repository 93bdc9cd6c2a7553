"""The product itself: the stored reminder is the notice, and the person's own page shows it."""

from reminders.engine.outcome import Answer, Message


class InProduct:
    """Its address is the person's account: who cannot log in cannot see the notice."""

    def fault(self) -> str:
        return ""

    def send(self, message: Message) -> Answer:
        return Answer.sent()
