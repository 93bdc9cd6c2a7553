"""Dull builders for banks, papers, sittings and attempts."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from bank.engine.items import Kind
from bank.models.items import Item, ItemBank
from bank.models.topics import Topic
from exams.engine.log import ANSWER, Event
from exams.flows.answers import append_events
from exams.flows.closing import submit_attempt
from exams.flows.papers import SectionPlan, build_paper
from exams.models.attempt import Attempt
from exams.models.paper import Paper
from exams.models.sitting import Exam, Registration, Sitting
from staff.models.member import Member
from staff.models.organisation import Organisation

CLIENT = "client-test-1"
OTHER = "client-test-2"
_numbers = count(1)


def make_bank(organisation: Organisation, name: str = "") -> ItemBank:
    return ItemBank.objects.create(name=name or f"题库{next(_numbers)}", organisation=organisation)


def make_item(bank: ItemBank, kind: str = "single", *, live: bool = True, **values) -> Item:
    """A complete item of the kind; single B, multiple ABD, judgement 正确, two blanks, a case."""
    number = next(_numbers)
    topic, _made = Topic.objects.get_or_create(name=values.pop("topic", "总则"))
    keys = {
        "single": "B",
        "multiple": "ABD",
        "judgement": "正确",
        "blank": "托底线|可持续",
        "case": "参考答案：应当回避",
        "exercise": "A1=22.50;A2=10",
    }
    stem = f"第{number}题____、____" if kind == "blank" else f"第{number}题"
    item = Item(
        bank=bank,
        topic=topic,
        kind=kind,
        live=False,
        stem=values.pop("stem", stem),
        key=values.pop("key", keys[kind]),
        choices=["甲", "乙", "丙", "丁"] if kind in {"single", "multiple"} else [],
        rationale=values.pop("rationale", "因为如此"),
        basis=values.pop("basis", "《社会救助暂行办法》第二条[已核]"),
        **values,
    )
    item.save()
    revision = item.save_revision()
    if live:
        revision.publish()
        item.refresh_from_db()
    return item


def make_paper(bank: ItemBank, kinds=("single", "multiple", "blank"), points="10") -> Paper:
    """One section, one item per kind, each worth `points`."""
    items = tuple(make_item(bank, kind) for kind in kinds)
    plan = SectionPlan("第一部分", items, Decimal(points))
    return build_paper(
        title=f"试卷{next(_numbers)}",
        organisation=bank.organisation,
        sections=[plan],
        user=None,
        at=datetime.fromisoformat("2026-11-01T09:00+08:00"),
    )


def make_sitting(paper: Paper, at: datetime, **values) -> Sitting:
    """Opened an hour before `at`, closes two hours after, 60 minutes, pass mark 60."""
    exam = values.pop("exam", None) or Exam.objects.create(
        title=f"考试{next(_numbers)}", year=at.year, organisation=paper.organisation
    )
    return Sitting.objects.create(
        exam=exam,
        title=values.pop("title", f"场次{next(_numbers)}"),
        paper=paper,
        audience=values.pop("audience", paper.organisation),
        opens_at=values.pop("opens_at", at - timedelta(hours=1)),
        closes_at=values.pop("closes_at", at + timedelta(hours=2)),
        **values,
    )


def register(sitting: Sitting, *members: Member) -> None:
    for member in members:
        Registration.objects.create(sitting=sitting, member=member, registered_at=sitting.opens_at)


def make_attempt(sitting: Sitting, member: Member, at: datetime, **values) -> Attempt:
    Registration.objects.get_or_create(
        sitting=sitting, member=member, defaults={"registered_at": sitting.opens_at}
    )
    return Attempt.objects.create(
        sitting=sitting,
        member=member,
        started_at=at,
        deadline_at=values.pop("deadline_at", at + timedelta(minutes=sitting.minutes)),
        **values,
    )


def answer(sequence: int, position: int, *value: str, client: str = CLIENT) -> Event:
    return Event(client, sequence, position, ANSWER, value)


def right_answer(kind: str) -> tuple[str, ...]:
    return {
        Kind.SINGLE: ("B",),
        Kind.MULTIPLE: ("A", "B", "D"),
        Kind.JUDGEMENT: ("T",),
        Kind.BLANK: ("托底线", "可持续"),
        Kind.CASE: ("应当回避",),
        Kind.EXERCISE: ("A1=22.50",),
    }[Kind(kind)]


def save(attempt, at, *events, client=CLIENT, **more):
    return append_events(
        attempt_id=attempt.pk,
        user_id=attempt.member.user_id,
        client=client,
        events=events,
        at=at,
        **more,
    )


def submit(attempt, at, last=0, client=CLIENT):
    return submit_attempt(
        attempt_id=attempt.pk, user_id=attempt.member.user_id, client=client, last=last, at=at
    )
