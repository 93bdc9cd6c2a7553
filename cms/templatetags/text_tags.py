"""Filters for texts: paragraphs, numerals, words of codes."""

from django import template

from cms.lib import chinese

register = template.Library()


@register.filter
def paragraphs(text: str) -> list[str]:
    """The lines of a text that have something in them."""
    return chinese.paragraphs(text)


@register.filter
def numeral(number: int) -> str:
    """1 → 一."""
    return chinese.numeral(number)


@register.filter
def word(words: dict[str, str], code: str) -> str:
    """The word of a code; a code without one stands for itself."""
    return words.get(code, code)
