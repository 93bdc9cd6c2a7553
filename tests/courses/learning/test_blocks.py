import pytest
from django.core.exceptions import ValidationError

from courses.learning.blocks import CheckQuestionBlock
from courses.learning.engine.completion import Choice, Kind, Question
from tests.factories.learning import RIGHT, WRONG, question_brick


def value_of(*rights: bool, kind: Kind = Kind.SINGLE):
    choices = [(f"c{i}", f"choice {i}", right) for i, right in enumerate(rights)]
    return CheckQuestionBlock().to_python(question_brick(kind=kind, choices=choices)["value"])


def test_the_value_is_the_engines_question():
    value = CheckQuestionBlock().to_python(question_brick()["value"])
    choices = (Choice(RIGHT, "错误", True), Choice(WRONG, "正确", False))
    assert value.as_question("q1") == Question("q1", Kind.JUDGEMENT, choices)


def test_a_sound_question_passes():
    block, value = CheckQuestionBlock(), value_of(True, False, False)
    assert block.clean(value)["stem"] == "另一名工作人员可以回单位后补签。"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (value_of(False, False), "Mark which choice is right."),
        (value_of(True, True), "Only one choice may be right for this kind of question."),
        (
            value_of(True, False, False, kind=Kind.JUDGEMENT),
            "A right-or-wrong question has exactly two choices.",
        ),
    ],
)
def test_an_unanswerable_question_is_refused(value, message, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(ValidationError) as refused:
        CheckQuestionBlock().clean(value)
    assert refused.value.as_json_data() == {"messages": [message]}


def test_a_draft_may_hold_an_unfinished_question():
    cleaned = CheckQuestionBlock().clean_deferred(value_of(False, False))
    assert [choice["text"] for choice in cleaned["choices"]] == ["choice 0", "choice 1"]
