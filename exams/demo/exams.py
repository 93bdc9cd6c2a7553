"""The demo's exams: the bank, one finished exam with 300 attempts, one open, one practice."""

from datetime import datetime, timedelta
from decimal import Decimal

from bank.demo.items import BANK
from bank.engine.items import Kind
from bank.models.items import Item, ItemBank
from bank.models.labels import KIND_LABELS
from cms.lib.demo import Demo
from exams.demo import live, rooms
from exams.demo.attempts import Runs
from exams.flows.papers import SectionPlan, build_paper
from exams.flows.results import release_results
from exams.flows.sittings import register_audience
from exams.models.paper import Paper
from exams.models.sitting import Exam, Sitting
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User

FINISHED_ATTEMPTS = 300
WAITING_ATTEMPTS = 60
NOT_STARTED = ("staff", "coordinator")
# How many of each kind, and the points of each.
FINISHED_PAPER = {"single": (15, 2), "multiple": (8, 4), "judgement": (7, 2), "blank": (4, 6)}
OPEN_PAPER = {
    "single": (9, 3),
    "multiple": (5, 4),
    "judgement": (3, 3),
    "blank": (2, 7),
    "case": (1, 30),
}
PRACTICE_PAPER = {"single": (3, 10), "multiple": (2, 15), "judgement": (2, 10), "blank": (1, 20)}


def seed(demo: Demo) -> None:
    """Everything through flows, except the answers of the 360 candidates: rows in bulk, made by
    the same engine."""
    bank = ItemBank.objects.get(name=BANK)
    if not Exam.objects.exists():
        _finished(demo, bank)
        _open(demo, bank)
        _practice(demo, bank)
    demo.say(f"exams: {Exam.objects.count()} exams")


def _user(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def _city() -> Organisation:
    return Organisation.get_root_nodes().first()


def _paper(bank: ItemBank, title: str, plan: dict, skip: int, at: datetime) -> Paper:
    """The bank's items in order, beginning with number `skip` of each kind."""
    sections = []
    for name, (count, points) in plan.items():
        pool = list(Item.objects.askable().filter(bank=bank, kind=name).select_related("topic"))
        items = tuple((pool[skip % len(pool) :] + pool)[:count])
        sections.append(SectionPlan(str(KIND_LABELS[Kind(name)]), items, Decimal(points)))
    return build_paper(
        title=title,
        organisation=bank.organisation,
        sections=sections,
        user=_user("trainer"),
        at=at,
    )


def _exam(bank: ItemBank, title: str, at: datetime, **values) -> Exam:
    return Exam.objects.create(title=title, year=at.year, organisation=bank.organisation, **values)


def _sitting(exam: Exam, paper: Paper, audience: Organisation, **values) -> Sitting:
    title = values.pop("title", exam.title)
    return Sitting.objects.create(exam=exam, paper=paper, audience=audience, title=title, **values)


def _finished(demo: Demo, bank: ItemBank) -> None:
    """A county after the other sat it six weeks ago; results are out."""
    day = demo.at - timedelta(days=45)
    paper = _paper(bank, "上半年业务测试卷", FINISHED_PAPER, 0, day - timedelta(days=10))
    exam = _exam(
        bank, "上半年业务测试", day, description="各县（市、区）分批组织，考察社会救助基本业务。"
    )
    left = FINISHED_ATTEMPTS
    for number, county in enumerate(_counties_first_eshan()):
        if not left:
            break
        opens = (day + timedelta(days=number)).replace(hour=9)
        values = {"title": f"{exam.title}（{county.short_name}）", "minutes": 60}
        sitting = _sitting(
            exam, paper, county, opens_at=opens, closes_at=opens + timedelta(hours=3), **values
        )
        register_audience(sitting=sitting, user=_user("trainer"), at=opens - timedelta(days=5))
        members = list(Member.objects.filter(registrations__sitting=sitting))
        sat = members[: min(left, len(members) * 24 // 25)]
        left -= len(sat)
        Runs(demo, sitting).play(sat)
        released = opens + timedelta(days=2, hours=6)
        release_results(sitting=sitting, user=_user("trainer"), at=released)


def _counties_first_eshan() -> list[Organisation]:
    counties = Organisation.objects.filter(kind=Organisation.Kind.COUNTY).order_by("path")
    return sorted(counties, key=lambda county: county.code != "530426")


def _open(demo: Demo, bank: ItemBank) -> None:
    """Everybody's exam, opened yesterday; some have handed in and wait for marking."""
    opens = demo.at - timedelta(days=1)
    paper = _paper(bank, "年度业务考试卷", OPEN_PAPER, 5, opens - timedelta(days=3))
    exam = _exam(
        bank,
        f"{opens.year}年社会救助业务考试",
        opens,
        description="全体经办人员、协理员参加。案例分析题由阅卷人评分，成绩统一发布。",
    )
    sitting = _sitting(
        exam,
        paper,
        bank.organisation,
        opens_at=opens,
        closes_at=demo.at + timedelta(days=14),
        minutes=60,
    )
    register_audience(sitting=sitting, user=_user("trainer"), at=opens - timedelta(days=2))
    others = Member.objects.filter(registrations__sitting=sitting).exclude(
        user__username__in=NOT_STARTED
    )
    early = list(others.order_by("pk"))[7::17][:WAITING_ATTEMPTS]
    Runs(demo, sitting).play(early)
    eshan = _counties_first_eshan()[0]
    live.running(demo, exam, paper, eshan, _user("trainer"))
    live.resit(demo, _user("trainer"))
    _rooms(demo, exam, paper)


def _rooms(demo: Demo, exam: Exam, paper: Paper) -> None:
    """The last township of the second county has no network; the third county has a PC room."""
    trainer, second = _user("trainer"), _user("hr_city")
    _eshan, remote, pcs, *_others = _counties_first_eshan()
    village = Organisation.objects.under(remote).filter(kind=Organisation.Kind.TOWNSHIP).last()
    rooms.village(demo, exam, paper, village or remote, (trainer, second))
    rooms.pc_room(demo, exam, paper, pcs, trainer)


def _practice(demo: Demo, bank: ItemBank) -> None:
    """Short, scored at once, with keys: to get to know the page."""
    opens = demo.at - timedelta(days=1)
    paper = _paper(bank, "考前练习卷", PRACTICE_PAPER, 2, opens)
    exam = _exam(
        bank, "考前练习", opens, practice=True, description="熟悉考试页面，不计入记录，可做三次。"
    )
    sitting = _sitting(
        exam,
        paper,
        bank.organisation,
        opens_at=opens,
        closes_at=demo.at + timedelta(days=60),
        minutes=20,
        attempts_allowed=3,
        release_policy=Sitting.ReleasePolicy.IMMEDIATE,
        reveal=Sitting.Reveal.KEYS,
    )
    register_audience(sitting=sitting, user=_user("trainer"), at=opens)
