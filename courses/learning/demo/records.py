"""A year of completions, as `answer_check` would have written them one by one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db.models import Min

from bank.engine.items import LETTERS, ItemContent, Kind
from bank.engine.keys import FALSE, JUDGEMENTS, TRUE, parse_letters
from bank.models.items import Item
from cms.lib.demo import Demo
from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import CheckAnswer, LearningRecord
from courses.learning.queries.lessons import year_start
from staff.flows.standing import Earned, grant_many
from staff.models.credential_kinds import CredentialKind
from staff.models.member import Member

# Known people: how many lessons each has done, so that the demo's accounts have work left.
KNOWN = {"staff": 2, "coordinator": 1}
LEARNERS_IN_100 = 70
WRONG_FIRST_IN_100 = 25


@dataclass
class Rows:
    answers: list[CheckAnswer] = field(default_factory=list)
    records: list[LearningRecord] = field(default_factory=list)
    credentials: list[Earned] = field(default_factory=list)


def seed_records(demo: Demo) -> int:
    """Completions of the current year; returns how many there are. Does nothing twice."""
    if not LearningRecord.objects.exists():
        rows = _rows(demo)
        CheckAnswer.objects.bulk_create(rows.answers, batch_size=500)
        LearningRecord.objects.bulk_create(rows.records, batch_size=500)
        grant_many(earned=rows.credentials)
    return LearningRecord.objects.count()


def _rows(demo: Demo) -> Rows:
    rng, rows = demo.rng("courses"), Rows()
    lessons = list(MiniLessonPage.objects.live().order_by("path"))
    items = {lesson.pk: next(iter(lesson.items().values())) for lesson in lessons}
    members = (
        Member.objects.active()
        .select_related("organisation", "post", "user")
        .annotate(joined_on=Min("appointments__starts_on"))
        .order_by("staff_number")
    )
    for member in members:
        first = _first_moment(member, demo.at)
        done = _which(member, rng, lessons)
        if first is None:
            continue
        for lesson in done:
            _complete(rows, member, lesson, items[lesson.pk], _moment(rng, first, demo.at), rng)
    return rows


def _which(member: Member, rng: Random, lessons: list[MiniLessonPage]) -> list[MiniLessonPage]:
    """The lessons this member has done, in their order; the known people did the first ones."""
    known = KNOWN.get(member.user.username) if member.user else None
    if known is not None:
        return lessons[:known]
    drawn = rng.randint(1, len(lessons)) if rng.randrange(100) < LEARNERS_IN_100 else 0
    return sorted(rng.sample(lessons, drawn), key=lambda lesson: lesson.path)


def _first_moment(member: Member, at: datetime) -> datetime | None:
    """Nobody learns before the year begins or before they join."""
    start = year_start(at.year)
    if member.joined_on and member.joined_on > start.date():
        start += member.joined_on - start.date()
    return start if start < at - timedelta(days=2) else None


def _moment(rng: Random, first: datetime, at: datetime) -> datetime:
    """A time of day when people learn: between eight and nine in the evening, or office hours."""
    day = first + timedelta(days=rng.randrange((at - first).days))
    hour = rng.choice((8, 9, 10, 11, 14, 15, 16, 17, 20))
    return day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))


def responses(content: ItemContent) -> tuple[list[str], list[str]]:
    """The right response to an item, and a wrong one."""
    if content.kind is Kind.JUDGEMENT:
        right, offered = [JUDGEMENTS[content.key]], [TRUE, FALSE]
    else:
        right = list(parse_letters(content.key))
        offered = list(LETTERS[: len(content.choices)])
    return right, [next(answer for answer in offered if answer not in right)]


def _complete(
    rows: Rows, member: Member, lesson: MiniLessonPage, item: Item, at: datetime, rng: Random
) -> None:
    right, wrong = responses(item.content)
    tries = [(right, True)]
    if rng.randrange(100) < WRONG_FIRST_IN_100:
        tries.insert(0, (wrong, False))
    for number, (response, correct) in enumerate(tries):
        rows.answers.append(
            CheckAnswer(
                member=member,
                page_id=lesson.pk,
                revision=lesson.live_revision_id,
                item=item,
                item_revision_id=item.live_revision_id,
                digest=item.content_digest,
                response=response,
                correct=correct,
                answered_at=at - timedelta(seconds=40 * (len(tries) - 1 - number)),
            )
        )
    rows.records.append(
        LearningRecord(
            member=member,
            page_id=lesson.pk,
            title=lesson.title,
            revision=lesson.live_revision_id,
            credit_hours=lesson.credit_hours,
            done_at=at,
        )
    )
    rows.credentials.append(
        Earned(
            member=member,
            kind=CredentialKind.TRAINING,
            code=f"lesson:{lesson.pk}",
            title=lesson.title,
            value=lesson.credit_hours,
            earned_at=at,
            source=f"lesson:{lesson.pk}:{member.pk}",
        )
    )
