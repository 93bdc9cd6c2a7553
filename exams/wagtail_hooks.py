"""Registration only: what exams lends to the shared pages and to the admin."""

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from cms.flows.publishing import permit, role_group
from cms.lends import Area, DeskCard, Figure, RecordPanel
from exams.demo.exams import seed
from exams.models.attempt import Attempt
from exams.models.sitting import Registration
from exams.queries.candidate import member_attempts, new_results
from exams.queries.registers import due_members, unsubmitted
from exams.reports.results import ResultRegisterView
from exams.views import browser, organise
from exams.viewsets.sittings import ExamViewSet, PaperViewSet, SittingViewSet
from staff.models.member import Member
from staff.models.standing import Credential
from staff.permissions import POLICY
from staff.queries.people import with_credential

hooks.register("seed_demo", seed, order=40)
NEWS_FOR = timedelta(days=14)  # how long a released result stays on the home page


@hooks.register("register_areas")
def exam_area(request) -> list[Area]:
    found = [Area(_("Exams"), reverse("exams"), "exam", order=30)]
    if POLICY.holds(request.user, "exams.organise_sitting"):
        found.append(Area(_("Invigilation"), reverse("desk_exams"), "eye", order=66))
    return found


@hooks.register("keep_session")
def exam_is_running(request) -> bool:
    running = Attempt.objects.running(timezone.now())
    return POLICY.scope(request.user, "exams.sit", running).exists()


@hooks.register("register_desk_cards")
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
        kind=Credential.Kind.EXAM,
        at=at,
        earned_at__year=timezone.localdate(at).year,
    )


@hooks.register("register_figures")
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


@hooks.register("register_record_panels")
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


@hooks.register("register_log_actions")
def exam_log_actions(actions) -> None:
    for action, label in (
        ("exams.build_paper", gettext_lazy("Build a paper")),
        ("exams.register_audience", gettext_lazy("Register the audience")),
        ("exams.prepare_sitting", gettext_lazy("Prepare a sitting")),
        ("exams.require_browser", gettext_lazy("Ask for Safe Exam Browser")),
        ("exams.lift_browser", gettext_lazy("Allow any browser")),
        ("exams.make_forms", gettext_lazy("Make the forms for paper")),
        ("exams.print_part", gettext_lazy("Print a form or list")),
        ("exams.key_in_sheet", gettext_lazy("Key in an answer sheet")),
        ("exams.count_sheet", gettext_lazy("Count an answer sheet")),
        ("exams.release_results", gettext_lazy("Release results")),
        ("exams.export_results", gettext_lazy("Export results")),
        ("exams.export_people", gettext_lazy("Export a list of a sitting")),
        ("exams.make_resit", gettext_lazy("Make a resit")),
        ("exams.grant_minutes", gettext_lazy("Give extra time")),
        ("exams.end_attempt", gettext_lazy("Hand in for a candidate")),
        ("exams.give_back", gettext_lazy("Give an exam back")),
        ("exams.defer", gettext_lazy("Defer a candidate")),
        ("exams.decide_late", gettext_lazy("Decide about late answers")),
        ("exams.load_answer_file", gettext_lazy("Load an answer file")),
    ):
        actions.register_action(action, label, label)


# --- The admin


class ExamViewSetGroup(ViewSetGroup):
    menu_label = gettext_lazy("Exams")
    menu_icon = "clipboard-list"
    menu_order = 320
    items = (SittingViewSet, ExamViewSet, PaperViewSet)


@hooks.register("register_admin_viewset")
def exam_viewsets() -> list:
    return [ExamViewSetGroup()]


@hooks.register("register_admin_urls")
def exam_admin_urls() -> list:
    results = ResultRegisterView.as_view(results_only=True)
    return [
        path("exams/sittings/<int:pk>/register/", organise.register, name="exams_register"),
        path("exams/sittings/<int:pk>/prepare/", organise.prepare, name="exams_prepare"),
        path("exams/sittings/<int:pk>/browser/", browser.organise, name="exams_browser"),
        path("exams/sittings/<int:pk>/release/", organise.release, name="exams_release"),
        path("exams/sittings/<int:pk>/resit/", organise.resit, name="exams_resit"),
        path("reports/exams/", ResultRegisterView.as_view(), name="exam_register"),
        path("reports/exams/results/", results, name="exam_register_results"),
    ]


class RegisterMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return POLICY.holds(request.user, "exams.view_results")


@hooks.register("register_reports_menu_item")
def exam_register_item() -> MenuItem:
    return RegisterMenuItem(
        gettext_lazy("Exam results"),
        reverse("exam_register"),
        name="exam-results",
        icon_name="clipboard-list",
        order=300,
    )


TRAINER_MAY = (
    "add_exam",
    "change_exam",
    "add_sitting",
    "change_sitting",
    "add_paper",
    "view_paper",
)


@hooks.register("setup_groups", order=41)
def set_up_exams() -> None:
    """Trainers organise."""
    permit(role_group("trainer"), *(f"exams.{name}" for name in TRAINER_MAY))
