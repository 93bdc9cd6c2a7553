"""Rooms of the demo: a village on paper with some sheets keyed in, and a PC room."""

from collections.abc import Sequence
from datetime import timedelta

from bank.engine.items import CHOICE_KINDS, LETTERS, Kind
from cms.lib.demo import Demo
from exams.adapters.seb import make_config
from exams.demo.attempts import Runs
from exams.flows.browser import require_browser
from exams.flows.keying import key_in, make_forms
from exams.flows.preparing import prepare_sitting
from exams.flows.sittings import register_audience
from exams.models.paper import Paper
from exams.models.printed import PrintedForm
from exams.models.sitting import Exam, Sitting
from exams.queries.printed import lines_of
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User

AGREED, ONCE = 5, 2  # sheets read alike by two people, and by one so far; one more differs
SEED = 202611
SITE = "http://127.0.0.1:8000"


def village(
    demo: Demo, exam: Exam, paper: Paper, audience: Organisation, people: Sequence[User]
) -> Sitting:
    """Written the day before yesterday where there is no network; keying-in is under way."""
    first, second = people
    opens = (demo.at - timedelta(days=2)).replace(hour=9, minute=0)
    sitting = Sitting.objects.create(
        exam=exam,
        title=f"{exam.title}（{audience.short_name}纸质场）",
        paper=paper,
        audience=audience,
        opens_at=opens,
        closes_at=opens + timedelta(hours=2),
        minutes=90,
    )
    before = opens - timedelta(days=3)
    register_audience(sitting=sitting, user=first, at=before)
    reason = "村里不通网络，组织纸质考试"
    forms = make_forms(sitting=sitting, seed=SEED, reason=reason, user=first, at=before)
    members = list(Member.objects.filter(registrations__sitting=sitting).order_by("staff_number"))
    runs = Runs(demo, sitting)
    for place, member in enumerate(members[: AGREED + ONCE + 1]):
        form = forms[place % 2]
        said = _sheet(runs, form)
        given = {"form": form, "member": member, "at": demo.at - timedelta(hours=3)}
        key_in(**given, by=first, answers=said)
        if place < AGREED:
            key_in(**given, by=second, answers=said)
        elif place == AGREED + ONCE:
            key_in(**given, by=second, answers=[(), *said[1:]])
    return sitting


def _sheet(runs: Runs, form: PrintedForm) -> list[tuple[str, ...]]:
    """What one candidate wrote, in the letters of the form."""
    events, _moments = runs.answers(form.client, form.sitting.opens_at)
    answers = {event.position: event.value for event in events}
    sheet = []
    for line in lines_of(form):
        value = answers[line.item.position]
        if line.row.kind in CHOICE_KINDS:
            places = line.item.choices
            value = tuple(sorted(LETTERS[places.index(LETTERS.index(letter))] for letter in value))
        elif line.row.kind in {Kind.CASE, Kind.EXERCISE} and not "".join(value):
            value = ()
        sheet.append(value)
    return sheet


def pc_room(demo: Demo, exam: Exam, paper: Paper, audience: Organisation, by: User) -> Sitting:
    """The day after tomorrow, in Safe Exam Browser, prepared."""
    opens = (demo.at + timedelta(days=2)).replace(hour=9, minute=0)
    sitting = Sitting.objects.create(
        exam=exam,
        title=f"{exam.title}（{audience.short_name}机房场）",
        paper=paper,
        audience=audience,
        opens_at=opens,
        closes_at=opens + timedelta(hours=3),
        minutes=90,
        show_closed=Sitting.Reveal.SCORE,
    )
    register_audience(sitting=sitting, user=by, at=demo.at)
    config = make_config(f"{SITE}/exams/{sitting.pk}/")
    require_browser(sitting=sitting, config=config, keys=[], user=by, at=demo.at)
    prepare_sitting(sitting=sitting, user=by, at=demo.at)
    return sitting
