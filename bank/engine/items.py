"""Items as values: the kinds, the written key conventions, and what makes an item complete.

A key is kept as people write it (the convention of the question files):
single `B`, multiple `ABD`, judgement `正确` or `错误`, blanks `托底线|可持续` (variants by `/`),
case: a model answer in prose · exercise: `A1=22.50;A2=10`.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LETTERS = "ABCDEF"
GAP = re.compile(r"_{2,}")
MARK = re.compile(r"\[(已核|佐证|待核|本地)\]")
TRUE, FALSE = "T", "F"
JUDGEMENTS = {"正确": TRUE, "错误": FALSE}


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
class Fault:
    """What is wrong with one field. `code` picks the words, `params` fill them."""

    code: str
    field: str
    params: tuple[tuple[str, object], ...] = ()


def normalise(text: str) -> str:
    """Full-width to half-width (NFKC), case folded, without any space: for comparing words."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def stem_digest(stem: str) -> str:
    """SHA-256 of the normalised stem: two stems that read alike have the same digest."""
    return hashlib.sha256(normalise(stem).encode()).hexdigest()


def weakest_mark(basis: str) -> Mark:
    """The weakest mark that the basis text carries; NONE when it carries none."""
    found = {MARK_WORDS[word] for word in MARK.findall(basis)}
    return next((mark for mark in Mark if mark in found), Mark.NONE)


def strip_marks(basis: str) -> str:
    """The basis as trainees read it."""
    return MARK.sub("", basis).strip()


def gaps(stem: str) -> int:
    """How many blanks the stem leaves to fill."""
    return len(GAP.findall(stem))


def parse_letters(key: str) -> tuple[str, ...]:
    """`ABD`, `a,b,d` and `Ａ、Ｂ` alike → ("A", "B", "D"), sorted, repeats kept."""
    text = unicodedata.normalize("NFKC", key).upper()
    return tuple(sorted(re.sub(r"[\s,;、|]+", "", text)))


def parse_blanks(key: str) -> tuple[tuple[str, ...], ...]:
    """`a/b|c` → (("a", "b"), ("c",)): per gap the accepted alternatives."""
    return tuple(tuple(part.strip() for part in gap.split("/")) for gap in key.split("|"))


def parse_pairs(key: str) -> tuple[tuple[str, str], ...]:
    """`A1=22.50;A2=10` → (("A1", "22.50"), ("A2", "10")); parts without = are left out."""
    parts = (part.partition("=") for part in re.split(r"[;；\n]", key))
    return tuple((name.strip(), value.strip()) for name, sep, value in parts if sep)


def faults(item: ItemContent) -> list[Fault]:
    """Everything that keeps the item from being asked and answered; empty when it is complete."""
    found = [] if item.stem.strip() else [Fault("stem_missing", "stem")]
    if not item.key.strip():
        return [*found, Fault("key_missing", "key")]
    return found + _CHECKS[item.kind](item)


def _choice_faults(item: ItemContent) -> list[Fault]:
    found = []
    if len(item.choices) < 2:
        found.append(Fault("choices_few", "choices"))
    if any(not text.strip() for text in item.choices):
        found.append(Fault("choice_empty", "choices"))
    texts = [normalise(text) for text in item.choices if text.strip()]
    if len(set(texts)) < len(texts):
        found.append(Fault("choices_repeat", "choices"))
    return found + _letter_faults(item)


def _letter_faults(item: ItemContent) -> list[Fault]:
    letters = parse_letters(item.key)
    allowed = LETTERS[: len(item.choices)]
    unknown = "".join(letter for letter in letters if letter not in allowed)
    if unknown:
        params = (("letters", unknown), ("last", allowed[-1:] or "-"))
        return [Fault("key_unknown_choice", "key", params)]
    if len(set(letters)) < len(letters):
        return [Fault("key_repeats", "key")]
    if item.kind is Kind.SINGLE and len(letters) != 1:
        return [Fault("key_not_one", "key")]
    if item.kind is Kind.MULTIPLE and len(letters) < 2:
        return [Fault("key_not_several", "key")]
    return []


def _judgement_faults(item: ItemContent) -> list[Fault]:
    return [] if item.key.strip() in JUDGEMENTS else [Fault("key_not_judgement", "key")]


def _blank_faults(item: ItemContent) -> list[Fault]:
    keys = parse_blanks(item.key)
    if gaps(item.stem) != len(keys):
        params = (("gaps", gaps(item.stem)), ("keys", len(keys)))
        return [Fault("gaps_differ", "key", params)]
    if any(not alternative for gap in keys for alternative in gap):
        return [Fault("gap_key_empty", "key")]
    return []


def _exercise_faults(item: ItemContent) -> list[Fault]:
    parts = [part for part in re.split(r"[;；\n]", item.key) if part.strip()]
    whole = all(name and value for name, value in parse_pairs(item.key))
    if whole and len(parse_pairs(item.key)) == len(parts):
        return []
    return [Fault("key_not_pairs", "key")]


_CHECKS = {
    Kind.SINGLE: _choice_faults,
    Kind.MULTIPLE: _choice_faults,
    Kind.JUDGEMENT: _judgement_faults,
    Kind.BLANK: _blank_faults,
    Kind.CASE: lambda item: [],
    Kind.EXERCISE: _exercise_faults,
}
