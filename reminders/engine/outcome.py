"""What became of a reminder, and what a gateway answers."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # on its way to the gateway; a crash here never sends a second time
    SENT = "sent"  # the gateway took it
    NO_ADDRESS = "no_address"
    NOT_CONFIGURED = "not_configured"
    FAILED = "failed"
    DROPPED = "dropped"  # done, exempt or closed before the sending


UNDER_WAY = (Outcome.QUEUED, Outcome.SENDING)


@dataclass(frozen=True)
class Message:
    """What leaves the house, and for whom. An address that is not on file is empty."""

    address: str
    title: str
    text: str


@dataclass(frozen=True)
class Answer:
    """Of a gateway: sent, with its own reference; or failed or not configured, and why."""

    outcome: Outcome
    reference: str = ""
    problem: str = ""

    @property
    def is_sent(self) -> bool:
        return self.outcome == Outcome.SENT

    @classmethod
    def sent(cls, reference: str = "") -> "Answer":
        return cls(Outcome.SENT, reference=reference[:120])

    @classmethod
    def failed(cls, problem: str) -> "Answer":
        return cls(Outcome.FAILED, problem=problem[:200])

    @classmethod
    def not_configured(cls, problem: str) -> "Answer":
        return cls(Outcome.NOT_CONFIGURED, problem=problem[:200])
