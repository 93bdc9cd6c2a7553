"""Filters for pledge texts and for the grade of a record."""

from django import template

from pledges.engine import document
from pledges.engine.grade import Level, Question
from pledges.models.grade_labels import FOUND_LABELS, LEVEL_LABELS, QUESTION_LABELS

register = template.Library()


@register.filter
def paragraphs(text: str) -> list[str]:
    """The lines of a text that have something in them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def numeral(number: int) -> str:
    """1 → 一."""
    return document.numeral(number)


@register.filter
def question_label(question: Question) -> str:
    """The question of a rung in words."""
    return str(QUESTION_LABELS[question])


@register.filter
def level_label(level: Level) -> str:
    """How well a rung is shown, in a word."""
    return str(LEVEL_LABELS[level])


@register.filter
def found_label(found: str) -> str:
    """What a rung rests on, in a sentence."""
    return str(FOUND_LABELS[found])


@register.filter
def word(words: dict[str, str], code: str) -> str:
    """The word of a code; a code without one stands for itself."""
    return words.get(code, code)
