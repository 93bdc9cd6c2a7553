"""Filters for exam pages."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext_lazy as _

from exams.engine.scoring import Verdict

register = template.Library()

VERDICTS = {
    Verdict.RIGHT: (_("right"), "ok"),
    Verdict.PARTLY: (_("partly right"), "warn"),
    Verdict.WRONG: (_("wrong"), "bad"),
    Verdict.UNANSWERED: (_("unanswered"), "info"),
    Verdict.WAITING: (_("waiting for marking"), "wait"),
}


@register.filter
def points(value: Decimal) -> str:
    """Points without trailing zeros: 10.00 → 10, 1.50 → 1.5."""
    return f"{value.normalize():f}"


@register.filter
def verdict_label(verdict: Verdict) -> str:
    return VERDICTS[verdict][0]


@register.filter
def verdict_tone(verdict: Verdict) -> str:
    return VERDICTS[verdict][1]
