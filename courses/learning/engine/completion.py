"""Check questions and completion: required questions answered right → done.

Completion is a fact, never a duration: nothing here knows how long anything took.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Stored in page bodies; labels stand in `courses.learning.blocks`."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    JUDGEMENT = "judgement"


class Fault(StrEnum):
    """Why a question cannot be asked; its words stand in `courses.learning.blocks`."""

    TOO_FEW_CHOICES = "too_few_choices"
    NOT_A_PAIR = "not_a_pair"
    NONE_RIGHT = "none_right"
    SEVERAL_RIGHT = "several_right"
    ALL_RIGHT = "all_right"
    SAME_TEXT = "same_text"


@dataclass(frozen=True)
class Choice:
    id: str
    text: str
    right: bool


@dataclass(frozen=True)
class Question:
    """`id` and the choices' ids live as long as the question does in the page."""

    id: str
    kind: Kind
    choices: tuple[Choice, ...]

    @property
    def key(self) -> frozenset[str]:
        return frozenset(choice.id for choice in self.choices if choice.right)


class UnknownChoice(ValueError):
    """A choice that the question does not (or no longer) offer."""


def faults(question: Question) -> list[Fault]:
    """Everything that keeps the question from being asked; empty when it is sound."""
    texts = [choice.text.strip() for choice in question.choices]
    right = len(question.key)
    judged = question.kind is Kind.JUDGEMENT
    several = question.kind is Kind.MULTIPLE
    found = {
        Fault.NOT_A_PAIR: judged and len(texts) != 2,
        Fault.TOO_FEW_CHOICES: not judged and len(texts) < (3 if several else 2),
        Fault.SAME_TEXT: len(set(texts)) < len(texts),
        Fault.NONE_RIGHT: right == 0,
        Fault.SEVERAL_RIGHT: right > 1 and not several,
        Fault.ALL_RIGHT: several and bool(texts) and right == len(texts),
    }
    return [fault for fault, is_there in found.items() if is_there]


def is_right(question: Question, chosen: Collection[str]) -> bool:
    """Right means exactly the key, whatever the kind. Raises UnknownChoice."""
    picked = frozenset(chosen)
    if not picked <= {choice.id for choice in question.choices}:
        raise UnknownChoice(question.id)
    return picked == question.key


@dataclass(frozen=True)
class Progress:
    """How many of the required questions have been answered right."""

    required: int
    right: int

    @property
    def is_done(self) -> bool:
        return self.required > 0 and self.right == self.required


def progress(required: Collection[str], answered_right: Collection[str]) -> Progress:
    """Answers to questions that are no longer required do not count."""
    wanted = frozenset(required)
    return Progress(len(wanted), len(wanted & frozenset(answered_right)))
