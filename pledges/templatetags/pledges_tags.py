"""Filters for pledge texts."""

from django import template

from pledges.engine import document

register = template.Library()


@register.filter
def paragraphs(text: str) -> list[str]:
    """The lines of a text that have something in them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def numeral(number: int) -> str:
    """1 → 一."""
    return document.numeral(number)
