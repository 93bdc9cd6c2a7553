"""The circumstances of one signature: what its evidence entry says, and what the grade reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from evidence.engine.grade import Facts
from evidence.engine.reading import Reading


@dataclass(frozen=True)
class Helper:
    """Somebody who read the text to the signer. `staff_number`: an account of their own, or ""."""

    name: str
    relation: str
    staff_number: str = ""

    def as_data(self) -> dict[str, str]:
        return {"name": self.name, "relation": self.relation, "staff_number": self.staff_number}


@dataclass(frozen=True)
class Manner:
    """How the signer came to sign. Nothing here is a reason to refuse a signature."""

    reading: Reading | None = None
    large: bool = False  # the page's large type
    aloud: bool = False  # the device read the text aloud
    helper: Helper | None = None
    assertion: dict | None = None  # a passkey's signature, as adapters/passkey.py records it
    request: str = ""  # the page's own key: two posts of one press carry the same

    def as_data(self) -> dict:
        """Only what there is: an entry without `reading` says that nothing was measured."""
        data: dict = {"large": self.large, "aloud": self.aloud}
        if self.reading is not None:
            data["reading"] = self.reading.as_data()
        if self.helper is not None:
            data["helper"] = self.helper.as_data()
        if self.assertion is not None:
            data["assertion"] = self.assertion
        if self.request:
            data["request"] = self.request
        return data


def helper_of(data: Mapping) -> Helper | None:
    """Who helped with reading, from the entry of a signature."""
    told = data.get("manner", {}).get("helper")
    return Helper(told["name"], told["relation"], told.get("staff_number", "")) if told else None


def facts_of(data: Mapping) -> Facts:
    """What the entry of a signature contributes to its grade; the rest is for the caller to add."""
    manner = data.get("manner", {})
    reading = manner.get("reading")
    return Facts(
        method=data.get("method", ""),
        agreement=bool(data.get("agreement")),
        ticked=bool(data.get("clauses")),
        drawn=bool(data.get("signature")),
        seconds=reading["total"] if reading else None,
        minimum=data.get("least_seconds", 0),
        helped=bool(manner.get("aloud") or manner.get("helper")),
    )
