"""How much one signed record proves, rung by rung, and what it does not prove.

Six questions are answered apart, because one mark for everything would hide the weakest:
who signed, did they mean it, had they read it, is it unchanged, when was it, and who besides the
operator can say so. The table stands in docs/evidence.md.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Question(StrEnum):
    IDENTITY = "identity"  # 身份
    INTENT = "intent"  # 意愿
    READING = "reading"  # 阅读
    INTEGRITY = "integrity"  # 完整
    TIME = "time"  # 时间
    WITNESS = "witness"  # 第三方


class Level(IntEnum):
    NONE = 0
    BASIC = 1
    GOOD = 2
    STRONG = 3


class Method(StrEnum):
    """How the signer was confirmed at the moment of signing."""

    PASSKEY = "passkey"
    PASSWORD_TOTP = "password+totp"  # noqa: S105 - the name of a method
    PASSWORD = "password"  # noqa: S105
    OTP = "otp"
    PAPER = "paper"


@dataclass(frozen=True)
class Facts:
    """What the records of one signature say. Unknown counts as not given."""

    method: str = ""
    agreement: bool = False  # signed the agreement on electronic signatures before
    ticked: bool = False  # each key clause confirmed by itself
    drawn: bool = False  # drew the signature; a typed name counts less
    seconds: int | None = None  # time the text was on the screen; None: not measured
    minimum: int = 0  # seconds that reading this text takes at least
    helped: bool = False  # read aloud, or a witness helped
    sealed: bool = False  # the PDF is stored, read back, and its digest stands in the chain
    certified: bool = False  # and bears the system's digital signature
    demo: bool = False  # that of the demo authority: its key proves nothing to others
    chained: bool = True
    stamped: bool = False  # RFC 3161 token of an independent authority
    own_stamp: bool = False  # a token of the operator's own: nobody else's word
    rooted: bool = False  # the day of the signature has its root
    copies: int = 0  # copies of that root that left the house


@dataclass(frozen=True)
class Rung:
    """One answer. `found` names the reason, a key of the words shown."""

    question: Question
    level: Level
    found: str


IDENTITY = {
    Method.PASSKEY: (Level.STRONG, "passkey"),
    Method.PASSWORD_TOTP: (Level.GOOD, "password_totp"),
    Method.PASSWORD: (Level.BASIC, "password"),
    Method.OTP: (Level.BASIC, "otp"),
    Method.PAPER: (Level.BASIC, "paper"),
}


def grade(facts: Facts) -> tuple[Rung, ...]:
    """The six rungs in the order of `Question`."""
    return (
        _identity(facts),
        _intent(facts),
        _reading(facts),
        _integrity(facts),
        _time(facts),
        _witness(facts),
    )


def _identity(facts: Facts) -> Rung:
    known = facts.method in set(Method)
    level, found = IDENTITY[Method(facts.method)] if known else (Level.NONE, "unknown_method")
    return Rung(Question.IDENTITY, level, found)


def _intent(facts: Facts) -> Rung:
    if not (facts.ticked and facts.method):
        return Rung(Question.INTENT, Level.NONE, "no_ticks")
    if not facts.drawn:
        return Rung(Question.INTENT, Level.BASIC, "typed")
    if not facts.agreement:
        return Rung(Question.INTENT, Level.GOOD, "drawn")
    return Rung(Question.INTENT, Level.STRONG, "drawn_agreed")


def _reading(facts: Facts) -> Rung:
    if facts.helped:
        return Rung(Question.READING, Level.GOOD, "helped")
    if facts.seconds is None:
        return Rung(Question.READING, Level.BASIC, "shown")
    if facts.seconds < facts.minimum:
        return Rung(Question.READING, Level.BASIC, "fast")
    return Rung(Question.READING, Level.STRONG if facts.ticked else Level.GOOD, "read")


def _integrity(facts: Facts) -> Rung:
    if not facts.chained:
        return Rung(Question.INTEGRITY, Level.NONE, "broken")
    if not facts.sealed:
        return Rung(Question.INTEGRITY, Level.BASIC, "chained")
    if not facts.certified:
        return Rung(Question.INTEGRITY, Level.GOOD, "stored")
    if facts.demo:
        return Rung(Question.INTEGRITY, Level.GOOD, "sealed_demo")
    if not facts.rooted:
        return Rung(Question.INTEGRITY, Level.GOOD, "sealed")
    return Rung(Question.INTEGRITY, Level.STRONG, "sealed_rooted")


def _time(facts: Facts) -> Rung:
    if facts.stamped:
        return Rung(Question.TIME, Level.STRONG, "stamped")
    if facts.copies:
        return Rung(Question.TIME, Level.GOOD, "root_sent")
    return Rung(Question.TIME, Level.BASIC, "own_stamp" if facts.own_stamp else "server")


def _witness(facts: Facts) -> Rung:
    if facts.stamped and facts.copies:
        return Rung(Question.WITNESS, Level.STRONG, "authority_and_copies")
    if facts.stamped or facts.copies:
        return Rung(Question.WITNESS, Level.GOOD, "authority" if facts.stamped else "copies")
    return Rung(Question.WITNESS, Level.NONE, "nobody")
