"""Dull builders for lessons and lectures. `make_site` comes first."""

import json
from decimal import Decimal
from itertools import count

from wagtail.search.backends import get_search_backend

from cms.flows import publishing
from courses.learning.engine.completion import Kind
from courses.learning.models.lecture import LectureHallPage, LecturePage
from courses.learning.models.lesson import LessonCitation, MiniLessonIndexPage, MiniLessonPage
from courses.learning.models.teaching import Topic

_numbers = count(1)
RIGHT, WRONG = "right-choice", "wrong-choice"


def make_topic(name: str = "低保审核程序") -> Topic:
    return Topic.objects.get_or_create(name=name)[0]


def question_brick(question_id: str = "q1", kind: Kind = Kind.JUDGEMENT, choices=None) -> dict:
    """A check question; by default a judgement whose choices are RIGHT and WRONG."""
    offered = choices or [(RIGHT, "错误", True), (WRONG, "正确", False)]
    return {
        "type": "check_question",
        "id": question_id,
        "value": {
            "kind": kind.value,
            "stem": "另一名工作人员可以回单位后补签。",
            "explanation": "<p>必须当场签字。</p>",
            "choices": [
                {"type": "item", "id": pk, "value": {"text": text, "right": right}}
                for pk, text, right in offered
            ],
        },
    }


def make_lesson(title: str = "入户调查", *, questions=None, text="两个人、五个动作", **values):
    """A live lesson with one judgement question "q1", citing `bases`."""
    number = next(_numbers)
    regions = values.pop("regions", [])
    bases = values.pop("bases", [])
    bricks = [{"type": "text", "id": f"t{number}", "value": f"<p>{text}</p>"}]
    page = MiniLessonPage(
        title=title,
        slug=f"lesson-{number}",
        topic=values.pop("topic", None) or make_topic(),
        purpose=values.pop("purpose", "两个人到场才经得起复核。"),
        credit_hours=values.pop("credit_hours", Decimal("0.25")),
        body=json.dumps(bricks + (questions or [question_brick()])),
        **values,
    )
    page.citations = [
        LessonCitation(basis=basis, sort_order=order) for order, basis in enumerate(bases)
    ]
    publishing.section(MiniLessonIndexPage).add_child(instance=page)
    page.save_revision().publish()
    page = MiniLessonPage.objects.get(pk=page.pk)
    if regions:
        page.regions = regions
        page.save()
    # Outside tests the index is written after the commit, which a test never reaches.
    get_search_backend().add(page)
    return page


def make_lecture(title: str = "依法依规办理社会救助", **values) -> LecturePage:
    page = LecturePage(
        title=title,
        slug=f"lecture-{next(_numbers)}",
        topic=make_topic(),
        purpose="能说清每一步谁签字。",
        credit_hours=Decimal(3),
        **values,
    )
    publishing.section(LectureHallPage).add_child(instance=page)
    get_search_backend().add(page)
    return page
