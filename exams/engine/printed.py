"""A paper on paper: forms A and B in a seeded order, and answers keyed in from the sheets.

A form shows the items of the paper in another order within each section, and their choices too.
What stands on a sheet speaks of the printed order; what is stored speaks of the paper's own.
"""

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bank.engine.items import CHOICE_KINDS, LETTERS, ItemContent, Kind, gaps
from bank.engine.keys import FALSE, TRUE

FORMS = ("A", "B")
GAP = "|"
YES = frozenset("T√✓✔对正Y是")
NO = frozenset("F×✗✘X错误N否")
MAX_TEXT = 10_000


class BadAnswer(ValueError):
    """What was keyed in does not fit the item."""


@dataclass(frozen=True)
class Source:
    """An item of the paper: its number, its section, and how many choices it has."""

    position: int
    section: int
    choices: int


@dataclass(frozen=True)
class PrintedItem:
    """An item as a form prints it; `choices[n]` is the paper's own place of the n-th letter."""

    position: int
    choices: tuple[int, ...] = ()


def arrange(sources: Sequence[Source], *, letter: str, seed: int) -> tuple[PrintedItem, ...]:
    """The order of a form: the same for the same paper, letter and seed, on every machine."""
    rng = random.Random(f"{letter}:{seed}")  # noqa: S311 - reproducible order, not a secret
    items: list[PrintedItem] = []
    for section in sorted({source.section for source in sources}):
        part = [source for source in sources if source.section == section]
        rng.shuffle(part)
        for source in part:
            places = list(range(source.choices))
            rng.shuffle(places)
            items.append(PrintedItem(source.position, tuple(places)))
    return tuple(items)


def read_answer(content: ItemContent, typed: str) -> tuple[str, ...]:
    """What was keyed in for one printed item, in printed letters; () for no answer.

    Raises BadAnswer.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if not text:
        return ()
    if len(text) > MAX_TEXT:
        raise BadAnswer
    if content.kind in CHOICE_KINDS:
        return _letters(content, text)
    if content.kind is Kind.JUDGEMENT:
        return _judgement(text)
    if content.kind is Kind.BLANK:
        return _blanks(content, text)
    return (text,)


def _letters(content: ItemContent, text: str) -> tuple[str, ...]:
    letters = re.sub(r"[\s,、;]+", "", text.upper())
    known = set(letters) <= set(LETTERS[: len(content.choices)])
    if not known or len(set(letters)) != len(letters):
        raise BadAnswer
    if content.kind is Kind.SINGLE and len(letters) != 1:
        raise BadAnswer
    return tuple(sorted(letters))


def _judgement(text: str) -> tuple[str, ...]:
    if set(text.upper()) <= YES:
        return (TRUE,)
    if set(text.upper()) <= NO:
        return (FALSE,)
    raise BadAnswer


def _blanks(content: ItemContent, text: str) -> tuple[str, ...]:
    parts = [part.strip() for part in text.split(GAP)]
    wanted = gaps(content.stem)
    if len(parts) > wanted:
        raise BadAnswer
    return tuple(parts + [""] * (wanted - len(parts)))


def as_written(kind: Kind, response: Sequence[str]) -> str:
    """An answer the way it stands on a sheet, to be compared with it: ABD, √, 一 | 二."""
    if kind in CHOICE_KINDS:
        return "".join(response)
    if kind is Kind.JUDGEMENT:
        return "".join({TRUE: "√", FALSE: "×"}[answer] for answer in response)
    return f" {GAP} ".join(response)


def to_paper(item: PrintedItem, content: ItemContent, response: tuple[str, ...]) -> tuple[str, ...]:
    """A printed answer in the letters of the paper itself."""
    if content.kind not in CHOICE_KINDS:
        return response
    return tuple(sorted(LETTERS[item.choices[LETTERS.index(letter)]] for letter in response))


def differences(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> list[int]:
    """The printed numbers, from 1, where two people keyed in different things."""
    pairs = zip(first, second, strict=True)
    return [number for number, (a, b) in enumerate(pairs, start=1) if list(a) != list(b)]
