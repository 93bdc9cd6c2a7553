"""The check question, as a brick of a lesson's body."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import TEXT_FEATURES, BodyBlock
from courses.learning.engine.completion import Choice, Fault, Kind, Question, faults

KIND_LABELS = {
    Kind.SINGLE: _("one right answer"),
    Kind.MULTIPLE: _("several right answers"),
    Kind.JUDGEMENT: _("right or wrong"),
}
FAULT_LABELS = {
    Fault.TOO_FEW_CHOICES: _("Offer at least two choices, and three when several are right."),
    Fault.NOT_A_PAIR: _("A right-or-wrong question has exactly two choices."),
    Fault.NONE_RIGHT: _("Mark which choice is right."),
    Fault.SEVERAL_RIGHT: _("Only one choice may be right for this kind of question."),
    Fault.ALL_RIGHT: _("At least one choice must be wrong."),
    Fault.SAME_TEXT: _("Two choices say the same."),
}


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Choice"), max_length=120)
    right = blocks.BooleanBlock(label=_("This one is right"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Choice")


class QuestionValue(blocks.StructValue):
    """A check question as the engine sees it."""

    def as_question(self, question_id: str) -> Question:
        items = self["choices"].bound_blocks
        return Question(
            id=question_id,
            kind=Kind(self["kind"]),
            choices=tuple(
                Choice(str(item.id), item.value["text"], bool(item.value["right"]))
                for item in items
            ),
        )


class CheckQuestionBlock(blocks.StructBlock):
    """A question that finishes the lesson when it is answered right; any number of tries."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        default=Kind.SINGLE.value,
    )
    stem = blocks.TextBlock(label=_("Question"), rows=3, max_length=400)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Choices"), min_num=2, max_num=6)
    explanation = blocks.RichTextBlock(
        label=_("Explanation"),
        features=TEXT_FEATURES,
        help_text=_("Shown after every answer: why it is so, and where it is written."),
    )

    class Meta:
        icon = "help"
        label = _("Check question")
        value_class = QuestionValue

    def clean(self, value):
        """A draft may be unfinished; what is submitted or published must be answerable."""
        cleaned = super().clean(value)
        found = [] if self.is_deferred_validation else faults(cleaned.as_question(""))
        if found:
            messages = [ValidationError(FAULT_LABELS[fault]) for fault in found]
            raise blocks.StructBlockValidationError(non_block_errors=messages)
        return cleaned


class LessonBodyBlock(BodyBlock):
    """A page body that ends in one to three check questions."""

    check_question = CheckQuestionBlock()

    class Meta:
        block_counts = {"check_question": {"min_num": 1, "max_num": 3}}
