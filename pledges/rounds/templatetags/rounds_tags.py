"""Filters for the pages of pledges."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pledges.rounds.engine.diff import Run

register = template.Library()


@register.filter
def marked(run: Run) -> SafeString:
    """Words of a comparison; what is new or gone is marked for the eye and said for the ear."""
    if run.kind == "added":
        mark, word = "ins", _("added:")
    elif run.kind == "removed":
        mark, word = "del", _("removed:")
    else:
        return format_html("{}", run.text)
    hidden = format_html('<span class="visually-hidden">{} </span>', word)
    return format_html("<{0}>{1}{2}</{0}>", mark, hidden, run.text)
