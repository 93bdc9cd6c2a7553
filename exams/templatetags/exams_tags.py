"""Filters for exam pages."""

from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bank.engine.scoring import Verdict
from cms.templatetags.cms_tags import cn_datetime
from exams.models.sitting import Sitting

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


@register.simple_tag
def period(sitting: Sitting) -> SafeString:
    """From when to when a sitting is open; a day is named once, and no moment is broken."""
    opens, closes = timezone.localtime(sitting.opens_at), timezone.localtime(sitting.closes_at)
    if opens.date() == closes.date():
        until = date_format(closes, "TIME_FORMAT")
        return format_html('<span class="nowrap">{}–{}</span>', cn_datetime(opens), until)
    each = '<span class="nowrap">{} –</span> <span class="nowrap">{}</span>'
    return format_html(each, cn_datetime(opens), cn_datetime(closes))


@register.filter
def verdict_label(verdict: Verdict) -> str:
    return VERDICTS[verdict][0]


@register.filter
def verdict_tone(verdict: Verdict) -> str:
    return VERDICTS[verdict][1]
