"""Keys as people write them, and what a response must look like to be held against one.

The convention of the question files: single `B`, multiple `ABD`, judgement `正确` or `错误`,
blanks `托底线|可持续` (variants by `/`), case: a model answer in prose, exercise: `A1=22.50;A2=10`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bank.engine.items import CHOICE_KINDS, LETTERS, ItemContent, Kind, gaps

TRUE, FALSE = "T", "F"
JUDGEMENTS = {"正确": TRUE, "错误": FALSE}
PAIRS = re.compile(r"[;；\n]")
LONGEST_BLANK = 200
LONGEST_TEXT = 10_000


def parse_letters(key: str) -> tuple[str, ...]:
    """`ABD`, `a,b,d` and `Ａ、Ｂ` alike → ("A", "B", "D"), sorted, repeats kept."""
    text = unicodedata.normalize("NFKC", key).upper()
    return tuple(sorted(re.sub(r"[\s,;、|]+", "", text)))


def parse_blanks(key: str) -> tuple[tuple[str, ...], ...]:
    """`a/b|c` → (("a", "b"), ("c",)): per gap the accepted alternatives."""
    return tuple(tuple(part.strip() for part in gap.split("/")) for gap in key.split("|"))


def parse_pairs(key: str) -> tuple[tuple[str, str], ...]:
    """`A1=22.50;A2=10` → (("A1", "22.50"), ("A2", "10")); parts without = are left out."""
    parts = (part.partition("=") for part in PAIRS.split(key))
    return tuple((name.strip(), value.strip()) for name, sep, value in parts if sep)


@dataclass(frozen=True)
class KeyLine:
    """One line of an answered item: a choice, a gap or a text, and whether it is the answer."""

    text: str
    right: bool


def key_lines(content: ItemContent) -> tuple[KeyLine, ...]:
    """The item with its key laid open, as people read it afterwards."""
    return _LINES[content.kind](content)


def _choices(content: ItemContent) -> tuple[KeyLine, ...]:
    right = parse_letters(content.key)
    letters = zip(LETTERS, content.choices, strict=False)
    return tuple(KeyLine(text, letter in right) for letter, text in letters)


def _judgement(content: ItemContent) -> tuple[KeyLine, ...]:
    return tuple(KeyLine(word, word == content.key.strip()) for word in JUDGEMENTS)


def _blanks(content: ItemContent) -> tuple[KeyLine, ...]:
    return tuple(KeyLine(" / ".join(gap), True) for gap in parse_blanks(content.key))


def _text(content: ItemContent) -> tuple[KeyLine, ...]:
    return (KeyLine(content.key, True),)


def _pairs(content: ItemContent) -> tuple[KeyLine, ...]:
    return tuple(KeyLine(f"{name} = {value}", True) for name, value in parse_pairs(content.key))


_LINES = {
    Kind.SINGLE: _choices,
    Kind.MULTIPLE: _choices,
    Kind.JUDGEMENT: _judgement,
    Kind.BLANK: _blanks,
    Kind.CASE: _text,
    Kind.EXERCISE: _pairs,
}


def fits(content: ItemContent, response: Sequence[str]) -> bool:
    """Whether the response could have been given to this item: its letters, its gaps, no more."""
    if any("\0" in part for part in response):
        return False
    if content.kind in CHOICE_KINDS:
        offered = LETTERS[: len(content.choices)]
        once = len(set(response)) == len(response)
        one = content.kind is Kind.MULTIPLE or len(response) <= 1
        return once and one and all(part in tuple(offered) for part in response)
    if content.kind is Kind.JUDGEMENT:
        return len(response) <= 1 and all(part in (TRUE, FALSE) for part in response)
    parts, longest = (gaps(content.stem), LONGEST_BLANK)
    if content.kind is not Kind.BLANK:
        parts, longest = 1, LONGEST_TEXT
    return len(response) <= parts and all(len(part) <= longest for part in response)


def in_order(content: ItemContent, response: Sequence[str]) -> tuple[str, ...]:
    """The response as it is scored and kept: letters sorted, gaps as they stand."""
    return tuple(sorted(response)) if content.kind in CHOICE_KINDS else tuple(response)
