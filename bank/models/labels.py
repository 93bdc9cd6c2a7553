"""Words for the engine's enums and faults. Stored values are never translated."""

from django.utils.translation import gettext_lazy as _

from bank.engine.faults import Fault
from bank.engine.items import Kind, Mark

KIND_LABELS = {
    Kind.SINGLE: _("single choice"),
    Kind.MULTIPLE: _("multiple choice"),
    Kind.JUDGEMENT: _("true or false"),
    Kind.BLANK: _("fill in the blanks"),
    Kind.CASE: _("case analysis"),
    Kind.EXERCISE: _("scoring exercise"),
}


MARK_LABELS = {
    Mark.UNCHECKED: _("unchecked"),
    Mark.LOCAL: _("local source"),
    Mark.CORROBORATED: _("corroborated"),
    Mark.CHECKED: _("checked"),
    Mark.NONE: _("no mark"),
}


DIFFICULTIES = [(1, _("easy")), (2, _("medium")), (3, _("hard"))]


FAULTS = {
    "stem_missing": _("The stem is missing. Write what is asked."),
    "key_missing": _("The answer is missing. Write it as its kind of item asks."),
    "choices_few": _("A choice item needs at least two choices."),
    "choice_empty": _("A choice is empty between two others. Move the following ones up."),
    "choices_repeat": _("Two choices read the same. Change or remove one."),
    "key_unknown_choice": _(
        "The answer names the choice %(letters)s, which does not exist (the last is %(last)s). "
        "Correct the answer or add the choice."
    ),
    "key_repeats": _("The answer names a choice twice. Write every letter once."),
    "key_not_one": _("A single choice item has exactly one right letter."),
    "key_not_several": _("A multiple choice item has at least two right letters."),
    "key_not_judgement": _("The answer of a judgement is 正确 or 错误."),
    "gaps_differ": _(
        "The stem has %(gaps)s blanks (____) but the answer has %(keys)s parts. "
        "Separate the parts with |."
    ),
    "gap_key_empty": _("A part of the answer is empty. Separate parts with | and variants with /."),
    "key_not_pairs": _("The answer of an exercise is name=value, separated by semicolons."),
}


def fault_text(fault: Fault):
    """The fault in words, with its remedy."""
    text = FAULTS[fault.code]
    return text % dict(fault.params) if fault.params else text
