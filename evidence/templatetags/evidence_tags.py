"""Filters for what evidence says: grades, checks, timelines."""

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from evidence.engine.checks import Check, Name, Outcome, State
from evidence.engine.grade import Level, Question
from evidence.models import check_labels
from evidence.models.check_labels import CATEGORY_LABELS
from evidence.models.grade_labels import FOUND_LABELS, LEVEL_LABELS, QUESTION_LABELS
from evidence.subjects import PublicFacts

register = template.Library()
EXPORTS = {
    "zip": _("all PDFs (ZIP)"),
    "binder": _("reading binder"),
    "register": _("register"),
    "list": _("list of pledges"),
    "pdf": _("PDF"),
    "text": _("text"),
}
# Codes that stand in evidence; a reason that a person wrote is shown as it is.
REASONS = {
    "left": _("no longer in post"),
    "outside": _("moved out of the round's units"),
    "wrong_password": _("wrong password"),
    "wrong_code": _("wrong code"),
    "locked_out": _("too many wrong passwords"),
    "passkey_refused": _("passkey not confirmed"),
}


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
def telling_first(checks: Sequence[Check]) -> list[Check]:
    """What answers the layman's question first: what fails, whether it counts, then the rest."""
    return sorted(checks, key=lambda c: (c.state != State.NO, c.name != Name.STANDING))


@register.filter
def check_title(check: Check) -> str:
    return check_labels.title_of(check)


@register.filter
def check_sentence(check: Check) -> str:
    return check_labels.sentence_of(check)


@register.filter
def check_mark(check: Check) -> str:
    """✓, ✗ or ○."""
    return check_labels.STATE_MARKS[check.state]


@register.filter
def check_word(check: Check) -> str:
    """The mark in words, for who hears the page."""
    return str(check_labels.STATE_WORDS[check.state])


@register.filter
def outcome_tone(outcome: Outcome) -> str:
    return check_labels.OUTCOMES[outcome][0]


@register.filter
def outcome_title(outcome: Outcome) -> str:
    return str(check_labels.OUTCOMES[outcome][1])


@register.filter
def outcome_words(outcome: Outcome) -> str:
    return str(check_labels.OUTCOMES[outcome][2])


@register.filter
def export_label(what: str) -> str:
    """What was taken away, in words."""
    return str(EXPORTS.get(what, what))


@register.filter
def reason_label(why: str) -> str:
    """Why something happened: the words of a code, else the words of a person."""
    return str(REASONS.get(why, why))


@register.filter
def category_label(category: str) -> str:
    """The category of a revocation, in words."""
    return str(CATEGORY_LABELS.get(category, category))


@register.simple_tag
def public_facts(facts: PublicFacts) -> str:
    """What the public may know of a paper, in the words of the app that it is of."""
    return render_to_string(facts.template, dict(facts.context))
