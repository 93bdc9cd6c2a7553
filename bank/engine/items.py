"""Items as values: the kinds, what each asks, and what of it a person may read before the key."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LETTERS = "ABCDEF"
GAP = re.compile(r"_{2,}")
MARK = re.compile(r"\[(已核|佐证|待核|本地)\]")


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGEMENT = "judgement"
    BLANK = "blank"
    CASE = "case"
    EXERCISE = "exercise"


CHOICE_KINDS = frozenset({Kind.SINGLE, Kind.MULTIPLE})
SCORED_KINDS = CHOICE_KINDS | {Kind.JUDGEMENT, Kind.BLANK}  # the others wait for a marker


class Mark(StrEnum):
    """How far a legal basis has been checked; weakest first."""

    UNCHECKED = "unchecked"
    LOCAL = "local"
    CORROBORATED = "corroborated"
    CHECKED = "checked"
    NONE = ""


MARK_WORDS = {
    "待核": Mark.UNCHECKED,
    "本地": Mark.LOCAL,
    "佐证": Mark.CORROBORATED,
    "已核": Mark.CHECKED,
}


@dataclass(frozen=True)
class ItemContent:
    """What an item asks and what answers it. `choices` are texts; their letters are positions."""

    kind: Kind
    stem: str
    key: str
    choices: tuple[str, ...] = ()
    rationale: str = ""


@dataclass(frozen=True)
class Asked:
    """What may be read of an item before it is answered: nothing here betrays the key."""

    kind: Kind
    stem: str
    choices: tuple[tuple[str, str], ...] = ()  # letter and text
    gaps: tuple[int, ...] = ()


def asked(content: ItemContent) -> Asked:
    """The item as it is put to somebody: named one by one, so that no key slips out."""
    letters = tuple(zip(LETTERS, content.choices, strict=False))
    blanks = range(1, gaps(content.stem) + 1) if content.kind is Kind.BLANK else ()
    return Asked(content.kind, content.stem, letters, tuple(blanks))


# What an item says, by the names of its fields; a digest over these pins what somebody saw.
WORDS = ("kind", "stem", "choices", "key", "rationale", "basis")


def words_of(fields: Mapping[str, object]) -> dict[str, object]:
    """An item's own words out of its fields, whether read from its row or from a revision."""
    return {name: fields[name] for name in WORDS}


def content_of(words: Mapping) -> ItemContent:
    """The content that the words of an item spell out."""
    return ItemContent(
        kind=Kind(words["kind"]),
        stem=words["stem"],
        key=words["key"],
        choices=tuple(words["choices"]),
        rationale=words["rationale"],
    )


def normalise(text: str) -> str:
    """Full-width to half-width (NFKC), case folded, without any space: for comparing words."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def stem_digest(stem: str) -> str:
    """SHA-256 of the normalised stem: two stems that read alike have the same digest."""
    return hashlib.sha256(normalise(stem).encode()).hexdigest()


def weakest_mark(basis: str) -> Mark:
    """The weakest mark that the basis text carries; NONE when it carries none."""
    marks = {MARK_WORDS[word] for word in MARK.findall(basis)}
    return next((mark for mark in Mark if mark in marks), Mark.NONE)


def strip_marks(basis: str) -> str:
    """The basis as trainees read it."""
    return MARK.sub("", basis).strip()


def gaps(stem: str) -> int:
    """How many blanks the stem leaves to fill."""
    return len(GAP.findall(stem))
