"""The workload's world: one office, its candidates, a paper of 50 items of about 330 characters."""

import random
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone

from bank.models.items import Item, ItemBank
from bank.models.topics import Topic
from bench.sessions import make_sessions
from exams.flows.attempts import start_attempt
from exams.flows.papers import SectionPlan, build_paper
from exams.models.paper import Paper
from exams.models.sitting import Exam, Registration, Sitting
from exams.permissions import attempt_token
from staff.models.member import Member
from staff.models.organisation import Division, Organisation, Post
from staff.models.user import User

PASSWORD = "Jiangtang-bench-2026"
KINDS = ["single"] * 35 + ["multiple"] * 10 + ["judgement"] * 5
KEYS = {"single": "B", "multiple": "ABD", "judgement": "正确"}
RIGHT = {"single": ["B"], "multiple": ["A", "B", "D"], "judgement": ["T"]}
WRONG = {"single": ["C"], "multiple": ["A", "C"], "judgement": ["F"]}
RIGHT_SHARE = {"single": 0.7, "multiple": 0.5, "judgement": 0.7}
POINTS = 2
SENTENCE = (
    "社会救助经办人员应当依法受理申请，如实告知权利义务，并在规定期限内完成家庭经济状况核对。"
)


def text(length: int, start: str) -> str:
    return (start + SENTENCE * 12)[:length]


def make_item(bank: ItemBank, topic: Topic, number: int, kind: str) -> Item:
    options = {"single": 4, "multiple": 5}.get(kind, 0)
    item = Item(
        bank=bank, topic=topic, kind=kind, live=False, key=KEYS[kind],
        stem=text(330 - 35 * options, f"第{number}题"),
        choices=[text(35, f"选项{letter}") for letter in "ABCDE"[:options]],
        rationale="因为如此", basis="《社会救助暂行办法》第二条[已核]",
    )  # fmt: skip
    item.save()
    item.save_revision().publish()
    item.refresh_from_db()
    return item


def make_paper(office: Organisation) -> Paper:
    bank = ItemBank.objects.create(name="基准题库", organisation=office)
    topic = Topic.objects.create(name="总则")
    kinds = enumerate(KINDS, start=1)
    items = tuple(make_item(bank, topic, number, kind) for number, kind in kinds)
    plan = SectionPlan("第一部分", items, Decimal(POINTS))
    return build_paper(
        title="基准试卷", organisation=office, sections=[plan], user=None, at=timezone.now()
    )


def make_sitting(candidates: int) -> Sitting:
    """An open sitting with so many registered candidates (BN00000…), all with one password."""
    division = Division.objects.create(code="530426", name="峨山县", level="county", kind="县")
    office = Organisation.add_root(
        code="530426", name="峨山县民政局", short_name="峨山", kind="county", division=division
    )
    at = timezone.now()
    sitting = Sitting.objects.create(
        exam=Exam.objects.create(title="基准考试", year=at.year, organisation=office),
        title="基准场次", paper=make_paper(office), audience=office, minutes=60,
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(hours=4),
        release_policy=Sitting.ReleasePolicy.IMMEDIATE,
    )  # fmt: skip
    secret, post = make_password(PASSWORD), Post.objects.create(code="bench", name="经办")
    names = [f"BN{number:05d}" for number in range(candidates)]
    users = User.objects.bulk_create(
        User(username=name, name=name, password=secret, must_change_password=False)
        for name in names
    )
    members = Member.objects.bulk_create(
        Member(
            user=user, staff_number=user.username, name=user.name, organisation=office, post=post,
            category=Member.Category.CASEWORKER,
        )
        for user in users
    )  # fmt: skip
    Registration.objects.bulk_create(
        Registration(sitting=sitting, member=member, registered_at=at) for member in members
    )
    return sitting


def answers_of(username: str) -> list[list[str]]:
    """What this candidate answers: always the same, about two thirds of it right."""
    chance = random.Random(username)
    return [(RIGHT if chance.random() < RIGHT_SHARE[kind] else WRONG)[kind] for kind in KINDS]


def expected_score(username: str) -> Decimal:
    given = zip(answers_of(username), KINDS, strict=True)
    return Decimal(POINTS * sum(answer == RIGHT[kind] for answer, kind in given))


def people(sitting: Sitting) -> list[dict]:
    """Every candidate as a driver wants one: name, answers, a session made beforehand."""
    users = User.objects.filter(member__registrations__sitting=sitting).order_by("username")
    return [
        {"username": name, "session": key, "answers": answers_of(name)}
        for name, key in make_sessions(users).items()
    ]


def begun(sitting: Sitting, usernames: list[str]) -> list[dict]:
    """Running attempts of these candidates, with what their exam pages would carry."""
    exams = []
    for member in Member.objects.filter(staff_number__in=usernames).select_related("user"):
        attempt, _begun = start_attempt(sitting=sitting, member=member, at=timezone.now())
        place = [attempt.public_id]
        exams.append(
            {
                "id": attempt.pk,
                "token": attempt_token(attempt),
                "events": reverse("exam_events", args=place),
                "submit": reverse("exam_submit", args=place),
            }
        )
    return exams
