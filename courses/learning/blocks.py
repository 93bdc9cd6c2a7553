"""The check question of a lesson: an item of the bank, as a brick of the lesson's body."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from bank.engine.items import SCORED_KINDS
from bank.models.items import Item
from cms.blocks import BodyBlock

BY_HAND = _(
    "“%(item)s” is answered in free text. A check question is judged at once: choose an item of "
    "another kind."
)
NOT_ASKABLE = _(
    "“%(item)s” may not be asked: it is not published in the item bank, or its legal basis is "
    "unchecked."
)
ASKED_TWICE = _("“%(item)s” is asked twice in this lesson.")


def obstacle(item: Item) -> str:
    """What keeps an item from being asked in a lesson, in words that name it; else nothing."""
    if item.content.kind not in SCORED_KINDS:
        return BY_HAND % {"item": item}
    return "" if item.is_askable else NOT_ASKABLE % {"item": item}


class CheckItemBlock(SnippetChooserBlock):
    """An item that finishes the lesson when it is answered right; any number of tries."""

    def __init__(self, **kwargs) -> None:
        super().__init__("bank.Item", **kwargs)

    def clean(self, value):
        """A draft may be unfinished; what is submitted or published must be answerable."""
        item = super().clean(value)
        problem = "" if item is None or self.is_deferred_validation else obstacle(item)
        if problem:
            raise ValidationError(problem)
        return item

    class Meta:
        icon = "help"
        label = _("Check question")


class LessonBodyBlock(BodyBlock):
    """A page body that ends in one to three check questions."""

    check_item = CheckItemBlock(
        help_text=_("An item of the bank. Its rationale is shown after every answer.")
    )

    class Meta:
        block_counts = {"check_item": {"min_num": 1, "max_num": 3}}

    def clean(self, value):
        cleaned = super().clean(value)
        asked: set[int] = set()
        repeats = {}
        for number, block in enumerate(cleaned):
            if block.block_type != "check_item" or block.value is None:
                continue
            if block.value.pk in asked:
                repeats[number] = ValidationError(ASKED_TWICE % {"item": block.value})
            asked.add(block.value.pk)
        if repeats:
            raise blocks.StreamBlockValidationError(block_errors=repeats)
        return cleaned
