"""The learning part of the demo world: pages first, then a year of completions."""

import json
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import Page

from bank.engine.items import Kind
from bank.models.items import Item
from bank.models.topics import Topic
from cms.demo.site import brick, index_now, paragraphs, publish, stable_id
from cms.flows import publishing
from cms.lib.demo import Demo
from cms.models.basis import LegalBasis
from courses.learning.demo.items import row_of, seed_items
from courses.learning.demo.picture import ALT, picture
from courses.learning.demo.records import seed_records
from courses.learning.demo.samples import SampleQuestion, read_articles, read_lectures, read_lessons
from courses.learning.models.lecture import (
    LectureCitation,
    LectureHallPage,
    LecturePage,
    LectureSession,
)
from courses.learning.models.lesson import LessonCitation, MiniLessonIndexPage, MiniLessonPage

DATA = Path(__file__).parent / "data"
EVERYBODY = "全体经办人员、协理员"
PICTURED = 5  # the lesson on public notices
LECTURE_HOURS = Decimal(3)
LECTURE_ARTICLES = {
    1: "《社会救助暂行办法》第六十六条、第六十七条、第六十八条；"
    "《中华人民共和国公职人员政务处分法》第三十八条、第三十九条",
    2: "《社会救助暂行办法》第九条、第十一条",
}


def seed(demo: Demo) -> None:
    """Six mini-lessons, two lectures, one lesson waiting for review, a year of completions."""
    if not MiniLessonPage.objects.exists():
        text = (DATA / "lessons.md").read_text(encoding="utf-8")
        pages = [*_lessons(text, demo.at), *_lectures(text, demo.at)]
        _waiting(demo.at)
        index_now(pages)
    done = seed_records(demo)
    demo.say(f"courses: {MiniLessonPage.objects.count()} mini-lessons, {done} completions")


def _citations(model: type, articles) -> list:
    found = []
    for law, article in articles:
        basis = LegalBasis.objects.filter(law=law, article=article).first()
        if basis is not None:
            found.append(model(basis=basis, sort_order=len(found)))
    return found


def _items(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _body(script, notes: dict, item: Item, key: object) -> str:
    bricks = [
        brick("text", paragraphs(list(script)), key),
        *(_picture() if key == PICTURED else []),
        brick("callout", {"tone": "ok", "text": _items(notes["do"])}, key, "do"),
        brick("callout", {"tone": "bad", "text": _items(notes["never"])}, key, "never"),
        brick("check_item", item.pk, key),
    ]
    return json.dumps(bricks)


def _picture() -> list[dict]:
    shown = {"image": picture().pk, "decorative": False, "alt_text": ALT}
    return [brick("image", shown, PICTURED)]


def _new_lesson(key, title: str, topic: str, notes: dict, **values) -> MiniLessonPage:
    articles = values.pop("articles")
    page = MiniLessonPage(
        title=title,
        slug=f"lesson-{key}",
        topic=Topic.objects.get_or_create(name=topic)[0],
        purpose=notes["purpose"],
        **values,
    )
    page.citations = _citations(LessonCitation, articles)
    return page


def _lessons(text: str, at: datetime) -> list[Page]:
    index = publishing.section(MiniLessonIndexPage)
    samples = read_lessons(text)
    notes = json.loads((DATA / "lesson_notes.json").read_text(encoding="utf-8"))
    whys = [notes[str(sample.number)]["why"] for sample in samples]
    questions = [
        row_of(sample.question, why, sample.topic, sample.articles)
        for sample, why in zip(samples, whys, strict=True)
    ]
    items = seed_items(questions, _last_december(at, 1))
    made = []
    for sample, item in zip(samples, items, strict=True):
        own = notes[str(sample.number)]
        page = _new_lesson(
            sample.number,
            sample.title,
            sample.topic,
            own,
            articles=sample.articles,
            length_text=sample.length,
            audience=sample.audience or EVERYBODY,
            body=_body(sample.script, own, item, sample.number),
            valid_until=(at + timedelta(days=300 + 30 * sample.number)).date(),
        )
        made.append(publish(index, page, _last_december(at, sample.number)))
    return made


def _last_december(at: datetime, day: int) -> datetime:
    """Published before the year began, so that a whole year of completions can follow."""
    return at.replace(year=at.year - 1, month=12, day=day)


def _lectures(text: str, at: datetime) -> list[Page]:
    hall = publishing.section(LectureHallPage)
    made = []
    for sample in read_lectures(text):
        steps = [
            brick("step", {"title": title, "length": length, "text": said}, sample.number, title)
            for title, length, said in sample.steps
        ]
        page = LecturePage(
            title=sample.title,
            slug=f"lecture-{sample.number}",
            topic=Topic.objects.get_or_create(name=("职责与责任", "低保认定")[sample.number - 1])[
                0
            ],
            purpose=sample.goal,
            form=LecturePage.Form.BOTH if sample.number == 1 else LecturePage.Form.HALL,
            length_text=sample.length,
            audience=sample.audience,
            credit_hours=LECTURE_HOURS,
            outline=json.dumps(steps),
            materials_note=sample.materials,
            valid_until=(at + timedelta(days=400)).date(),
        )
        page.citations = _citations(LectureCitation, read_articles(LECTURE_ARTICLES[sample.number]))
        page.sessions = _sessions(sample.number, at)
        made.append(publish(hall, page, at - timedelta(days=240 - 100 * sample.number)))
    return made


def _sessions(number: int, at: datetime) -> list[LectureSession]:
    """The first lecture was held; the second is still to come."""
    day = (at + timedelta(days=18 if number == 2 else -180)).date()
    starts_at = timezone.make_aware(datetime.combine(day, time(9, 0)))
    return [
        LectureSession(
            starts_at=starts_at,
            place="玉溪市民政局三楼会议室（县级分会场收看直播）",
            contact="社会救助科（演示）",
            document_number=f"玉民训〔示例〕{4 + number}号",
        )
    ]


def _waiting(at: datetime) -> None:
    """A seventh lesson that the trainer has handed in: the reviewer's first task."""
    trainer = get_user_model().objects.filter(username="trainer").first()
    given = json.loads((DATA / "waiting_lesson.json").read_text(encoding="utf-8"))
    asked = given["question"]
    question = SampleQuestion(
        Kind(asked["kind"]), asked["stem"], tuple(map(tuple, asked["choices"]))
    )
    row = row_of(question, given["why"], given["topic"], given["articles"])
    (item,) = seed_items([row], at - timedelta(days=2))
    page = _new_lesson(
        7,
        given["title"],
        given["topic"],
        given,
        articles=given["articles"],
        length_text=given["length"],
        audience=EVERYBODY,
        body=_body(given["script"], given, item, 7),
        valid_until=(at + timedelta(days=500)).date(),
        live=False,
        owner=trainer,
        translation_key=stable_id("page", "lessons", given["title"]),
    )
    publishing.section(MiniLessonIndexPage).add_child(instance=page)
    page.save_revision(user=trainer, log_action=True)
    if trainer is not None:
        page.get_workflow().start(page, trainer)
