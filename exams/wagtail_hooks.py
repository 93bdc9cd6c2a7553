"""Registration only: what exams lends to the shared pages and to the admin."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSetGroup

from exams.reports.results import ResultRegisterView
from exams.views import browser, organise
from exams.viewsets.sittings import ExamViewSet, PaperViewSet, SittingViewSet
from staff.permissions import POLICY


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
