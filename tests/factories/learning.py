"""Dull builders for lessons and lectures. `make_site` comes first."""

import json
from collections.abc import Sequence
from decimal import Decimal
from itertools import count

from wagtail.search.backends import get_search_backend

from bank.models.items import Item, ItemBank
from bank.models.topics import Topic
from cms.flows import publishing
from courses.learning.flows.completion import answer_check
from courses.learning.models.lecture import LectureHallPage, LecturePage
from courses.learning.models.lesson import LessonCitation, MiniLessonIndexPage, MiniLessonPage
from staff.models.organisation import Organisation
from tests.factories.exams import make_item

_numbers = count(1)
RIGHT, WRONG = "F", "T"  # of the judgement that a lesson asks by default


def make_topic(name: str = "低保审核程序") -> Topic:
    return Topic.objects.get_or_create(name=name)[0]


def make_check(kind: str = "judgement", **values) -> Item:
    """A published item that lessons may ask; by default a judgement: RIGHT or WRONG."""
    bank, _made = ItemBank.objects.get_or_create(
        name="小课堂练习", defaults={"organisation": Organisation.get_root_nodes().first()}
    )
    if kind == "judgement":
        stem = f"另一名工作人员可以回单位后补签（{next(_numbers)}）。"
        values = {"key": "错误", "stem": stem, "rationale": "必须当场签字。"} | values
    return make_item(bank, kind, **values)


def check_brick(item: Item) -> dict:
    return {"type": "check_item", "id": f"check{item.pk}", "value": item.pk}


def make_lesson(
    title: str = "入户调查", *, items: Sequence[Item] = (), text="两个人、五个动作", **values
):
    """A live lesson that asks `items`, by default one judgement, and cites `bases`."""
    number = next(_numbers)
    regions = values.pop("regions", [])
    bases = values.pop("bases", [])
    bricks = [{"type": "text", "id": f"t{number}", "value": f"<p>{text}</p>"}]
    bricks += [check_brick(item) for item in items or [make_check()]]
    page = MiniLessonPage(
        title=title,
        slug=f"lesson-{number}",
        topic=values.pop("topic", None) or make_topic(),
        purpose=values.pop("purpose", "两个人到场才经得起复核。"),
        credit_hours=values.pop("credit_hours", Decimal("0.25")),
        body=json.dumps(bricks),
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


def checked(lesson: MiniLessonPage) -> Item:
    """The first item that the lesson asks."""
    return next(iter(lesson.items().values()))


def give(member, lesson: MiniLessonPage, *response: str, at, item: Item | None = None):
    """What `answer_check` says to this response, given to the item as it reads now."""
    item = item or checked(lesson)
    return answer_check(
        member=member,
        lesson=lesson,
        item_id=item.pk,
        response=response,
        seen=item.content_digest,
        at=at,
    )
