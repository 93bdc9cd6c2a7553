"""Custody agreements 款物代管协议: their life, who signs, when checks fall due, what must be left.

Plain values in, plain values out; the same rules stand in docs/custody.md with worked numbers.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cms.lib import chain
from cms.lib.dates import add_months
from evidence.engine.wording import PLACEHOLDER, BadText

TEXT_VERSION = 1
TEXTS = Path(__file__).parent / "texts"
RENEWAL_NOTICE_DAYS = 30  # 期满前三十日由甲方评估是否续签
MAX_WITNESSES = 2


class CustodyStatus(StrEnum):
    """Stored values; labels stand in `pledges.custody.models.agreement`."""

    DRAFT = "draft"  # the clerk still changes it
    SIGNING = "signing"  # the text is frozen, signatures come in
    ACTIVE = "active"  # everybody signed: money is held under it
    ENDED = "ended"  # handed over
    VOID = "void"  # never came into force


class Party(StrEnum):
    CUSTODIAN = "custodian"
    PERSON = "person"
    GUARDIAN = "guardian"
    SUPERVISOR = "supervisor"
    TOWNSHIP = "township"


class Capacity(StrEnum):
    FULL = "full"
    LIMITED = "limited"
    NONE = "none"


class CustodyCycle(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"


MONTHS = {CustodyCycle.MONTH: 1, CustodyCycle.QUARTER: 3, CustodyCycle.HALF_YEAR: 6}
CUSTODY_MOVES: dict[CustodyStatus, frozenset[CustodyStatus]] = {
    CustodyStatus.DRAFT: frozenset({CustodyStatus.SIGNING, CustodyStatus.VOID}),
    CustodyStatus.SIGNING: frozenset({CustodyStatus.ACTIVE, CustodyStatus.VOID}),
    CustodyStatus.ACTIVE: frozenset({CustodyStatus.ENDED}),
    CustodyStatus.ENDED: frozenset(),
    CustodyStatus.VOID: frozenset(),
}


def parties(capacity: str) -> tuple[Party, ...]:
    """Who has to sign, in the usual order; the township always countersigns last.

    A person whose capacity is limited or absent is spoken for by the guardian (民法典 art. 23).
    """
    speaks = Party.PERSON if capacity == Capacity.FULL else Party.GUARDIAN
    return (Party.CUSTODIAN, speaks, Party.SUPERVISOR, Party.TOWNSHIP)


def left_to_sign(capacity: str, signed: Collection[str]) -> tuple[Party, ...]:
    return tuple(party for party in parties(capacity) if party not in signed)


def may_sign_now(capacity: str, signed: Collection[str]) -> tuple[Party, ...]:
    """Who may sign next: everybody left but the township, which waits for the others."""
    left = left_to_sign(capacity, signed)
    others = tuple(party for party in left if party != Party.TOWNSHIP)
    return others or left


@dataclass(frozen=True)
class Stated:
    """What somebody reads off a signed paper of one party: who signed, which day, before whom."""

    party: Party
    name: str
    signed_on: date
    is_mark: bool = False
    witnesses: tuple[str, ...] = ()

    def as_data(self) -> dict[str, object]:
        """As JSON keeps it."""
        return {
            "party": str(self.party),
            "name": self.name,
            "signed_on": self.signed_on.isoformat(),
            "is_mark": self.is_mark,
            "witnesses": list(self.witnesses),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Stated":
        return cls(
            party=Party(data["party"]),
            name=data["name"],
            signed_on=date.fromisoformat(data["signed_on"]),
            is_mark=data["is_mark"],
            witnesses=tuple(data["witnesses"]),
        )


@dataclass(frozen=True)
class Settlement:
    """What should be there after a period, and how far the money found is from it."""

    expected: Decimal
    difference: Decimal  # found − expected: below zero something is missing

    @property
    def agrees(self) -> bool:
        return self.difference == 0


def settle(previous: Decimal, income: Decimal, expense: Decimal, actual: Decimal) -> Settlement:
    """expected = previous + income − expense, to the cent. No binary fractions, no rounding."""
    expected = previous + income - expense
    return Settlement(expected, actual - expected)


def next_check(since: date, cycle: str) -> date:
    """When the next check is due: one cycle after the agreement began or was last checked."""
    return add_months(since, MONTHS[CustodyCycle(cycle)])


@lru_cache(maxsize=4)
def custody_text(version: int = TEXT_VERSION) -> str:
    """The words of one version, with placeholders."""
    return (TEXTS / f"custody-{version}.txt").read_text(encoding="utf-8")


def fill_custody(values: Mapping[str, str], version: int = TEXT_VERSION) -> str:
    """The agreement's words. Raises BadText("placeholder") for a missing value.

    Values are put in once and never read as templates again.
    """

    def value(found: re.Match) -> str:
        if found[1] not in values:
            raise BadText("placeholder", found[1])
        return " ".join(values[found[1]].split())

    return PLACEHOLDER.sub(value, custody_text(version))


# Names that change later without anybody touching the agreement.
PASSING = ("甲方", "经办机构", "甲方联系人")


def says(text: str, values: Mapping[str, str], version: int) -> bool:
    """Whether a signed text says these values; of the township's own names any will do."""
    parts = PLACEHOLDER.split(custody_text(version))  # words, name, words, name, words
    pattern = "".join(
        (".*" if part in PASSING else re.escape(" ".join(values[part].split())))
        if place % 2
        else re.escape(part)
        for place, part in enumerate(parts)
    )
    return re.fullmatch(pattern, text) is not None


def text_digest(text: str) -> str:
    """SHA-256 of the words in UTF-8."""
    return chain.digest(text.encode())
