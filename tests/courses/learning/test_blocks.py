import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.blocks.base import get_error_json_data

from courses.learning.blocks import CheckItemBlock, LessonBodyBlock, obstacle
from tests.factories.learning import check_brick, make_check


@pytest.fixture(autouse=True)
def in_english(world):
    with translation.override("en"):
        yield


def body(*bricks: dict):
    return LessonBodyBlock().to_python([{"type": "text", "value": "<p>正文</p>"}, *bricks])


def problems(block, value) -> dict:
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    return get_error_json_data(refused.value)


@pytest.mark.parametrize("kind", ["single", "multiple", "judgement", "blank"])
def test_a_published_item_that_a_machine_can_judge_may_be_asked(kind):
    item = make_check(kind)
    assert CheckItemBlock().clean(item) == item
    assert obstacle(item) == ""


@pytest.mark.parametrize("kind", ["case", "exercise"])
def test_an_item_that_waits_for_a_marker_is_refused_by_name(kind):
    item = make_check(kind, stem="说明办理程序")
    (message,) = problems(CheckItemBlock(), item)["messages"]
    assert message.startswith("“说明办理程序” is answered in free text.")


@pytest.mark.parametrize("values", [{}, {"basis": "《甲办法》第七条[待核]"}])
def test_an_item_that_is_not_published_or_not_checked_is_refused_by_name(values):
    item = make_check("single", stem="谁负责受理？", live=False, **values)
    (message,) = problems(CheckItemBlock(), item)["messages"]
    assert message.startswith("“谁负责受理？” may not be asked")


def test_a_draft_may_hold_what_may_not_be_asked_yet():
    item = make_check(live=False)
    assert CheckItemBlock().clean_deferred(item) == item


def test_the_body_says_which_brick_is_wrong():
    sound, draft = make_check(), make_check(live=False)
    faults = problems(LessonBodyBlock(), body(check_brick(sound), check_brick(draft)))
    assert list(faults["blockErrors"]) == [2]


def test_the_same_item_is_asked_once():
    item = make_check(stem="可以补签吗")
    faults = problems(LessonBodyBlock(), body(check_brick(item), check_brick(item)))
    assert faults["blockErrors"][2]["messages"] == ["“可以补签吗” is asked twice in this lesson."]


@pytest.mark.parametrize("number", [0, 4])
def test_a_lesson_asks_one_to_three_items(number):
    bricks = [check_brick(make_check()) for _ in range(number)]
    assert problems(LessonBodyBlock(), body(*bricks))["messages"]


def test_the_bank_knows_which_lessons_ask_an_item():
    item = make_check()
    value = body(check_brick(item))
    references = list(LessonBodyBlock().extract_references(value))
    assert (type(item), str(item.pk)) in [(model, pk) for model, pk, *_path in references]
