"""What this app lends to the shared pages; found when the apps are ready."""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.lends import (
    AREAS,
    CARDS,
    FIGURES,
    KEEPS_SESSION,
    PANELS,
    Area,
    DeskCard,
    Figure,
    RecordPanel,
)
from evidence.subjects import CHAINS, CONTRADICTIONS, KEPT, ChainKind
from exams.models.attempt import Attempt
from exams.models.events import ExamEvent
from exams.models.sitting import Registration
from exams.queries.candidate import member_attempts, new_results
from exams.queries.kept import KEPT_ROWS
from exams.queries.records import exam_faults
from exams.queries.registers import due_members, unsubmitted
from staff.models.credential_kinds import CredentialKind
from staff.models.member import Member
from staff.permissions import POLICY
from staff.queries.people import with_credential

NEWS_FOR = timedelta(days=14)  # how long a released result stays on the home page


@AREAS.add
def exam_area(request) -> list[Area]:
    found = [Area(_("Exams"), reverse("exams"), "exam", order=30)]
    if POLICY.holds(request.user, "exams.organise_sitting"):
        found.append(Area(_("Invigilation"), reverse("desk_exams"), "eye", order=66))
    return found


@KEEPS_SESSION.add
def exam_is_running(request) -> bool:
    running = Attempt.objects.running(timezone.now())
    return POLICY.scope(request.user, "exams.sit", running).exists()


@CARDS.add
def exam_cards(request, at) -> list[DeskCard]:
    mine = POLICY.scope(request.user, "exams.sit", Registration.objects.all())
    member = getattr(request.user, "member", None)
    if member is None:
        return []
    running = dict(
        Attempt.objects.running(at).filter(member=member).values_list("sitting", "public_id")
    )
    due = [_due_card(row.sitting, running.get(row.sitting_id)) for row in unsubmitted(mine, at)]
    return due + [_result_card(result) for result in new_results(member, at - NEWS_FOR, at)]


def _due_card(sitting, running: str | None) -> DeskCard:
    url = reverse("exam_attempt", args=[running]) if running else ""
    return DeskCard(
        kind="exam",
        title=sitting.title,
        detail=_("%(minutes)d minutes") % {"minutes": sitting.minutes},
        url=url or reverse("exam_sitting", args=[sitting.pk]),
        action=_("Go on with the exam") if running else _("Take the exam"),
        due_at=sitting.closes_at,
        running=bool(running),
    )


def _result_card(result) -> DeskCard:
    attempt = result.attempt
    return DeskCard(
        kind="exam",
        title=_("Result: %(sitting)s") % {"sitting": attempt.sitting.title},
        detail=_("Passed") if result.passed else _("Not passed"),
        url=reverse("exam_result", args=[attempt.public_id]),
        action=_("See the result"),
    )


def _passed(members: QuerySet, at) -> QuerySet:
    """Within due: a live exam credential earned this year."""
    return with_credential(
        due_members(members, at),
        kind=CredentialKind.EXAM,
        at=at,
        earned_at__year=timezone.localdate(at).year,
    )


@FIGURES.add
def exam_figure() -> Figure:
    return Figure(
        code="exam",
        title=gettext_lazy("Exam of the year"),
        done_label=gettext_lazy("passed"),
        open_label=gettext_lazy("not yet passed"),
        due=due_members,
        done=_passed,
        order=20,
    )


@PANELS.add
def exam_record(member: Member, at) -> RecordPanel | None:
    attempts = [(attempt, getattr(attempt, "result", None)) for attempt in member_attempts(member)]
    if not attempts:
        return None
    return RecordPanel(
        title=_("Exams"),
        template="exams/record_panel.html",
        context={"attempts": attempts, "at": at},
        order=30,
    )


CHAINS.add(ChainKind("result", dict(ExamEvent.choices)))
CONTRADICTIONS.add(exam_faults)
for kept in KEPT_ROWS:
    KEPT.add(kept)
