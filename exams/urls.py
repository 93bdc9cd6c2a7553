"""Pages of candidates, and the two addresses that a running exam page writes to."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from bank.viewsets.moderation import ScopedWorkflowTasksView, ScopedWorkflowView
from exams.views import (
    answer_files,
    attempts,
    browser,
    invigilation,
    paper,
    people,
    sittings,
    wire,
)

urlpatterns = [
    path("exams/", sittings.exams, name="exams"),
    path("exams/<int:pk>/", sittings.sitting, name="exam_sitting"),
    path("exams/<int:pk>/start", sittings.start, name="exam_start"),
    path("exams/<int:pk>/browser", browser.prove, name="exam_browser"),
    path("exams/<int:pk>/exam.seb", browser.config, name="exam_browser_config"),
    path("exams/attempts/<str:public_id>/", attempts.player, name="exam_attempt"),
    path("exams/attempts/<str:public_id>/events", wire.events, name="exam_events"),
    path("exams/attempts/<str:public_id>/submit", wire.submit, name="exam_submit"),
    path("exams/attempts/<str:public_id>/beat", wire.beat, name="exam_beat"),
    path("exams/attempts/<str:public_id>/session", attempts.session, name="exam_session"),
    path("exams/attempts/<str:public_id>/receipt", attempts.receipt, name="exam_receipt"),
    path("exams/attempts/<str:public_id>/result", attempts.result, name="exam_result"),
    path("desk/exams/", invigilation.sittings, name="desk_exams"),
    path("desk/exams/<int:pk>/live/", invigilation.live, name="desk_exam_live"),
    path(
        "desk/exams/<int:pk>/live/<str:staff_number>/answer-file/",
        answer_files.load,
        name="desk_exam_answer_file",
    ),
    path(
        "desk/exams/<int:pk>/live/<str:staff_number>/<str:act>/",
        invigilation.act,
        name="desk_exam_act",
    ),
    path("desk/exams/<int:pk>/people/", people.people, name="desk_exam_people"),
    path("desk/exams/<int:pk>/people/export/", people.export, name="desk_exam_people_export"),
    path("desk/exams/<int:pk>/paper/", paper.overview, name="desk_exam_paper"),
    path("desk/exams/<int:pk>/paper/print/", paper.print_part, name="desk_exam_print"),
    path(
        "desk/exams/<int:pk>/paper/<str:staff_number>/<str:letter>/",
        paper.key,
        name="desk_exam_key",
    ),
    # In place of Wagtail's own, which name the items of every organisation.
    *(
        path(f"admin/reports/{name}/{part}", require_admin_access(view.as_view(results_only=only)))
        for name, view in (
            ("workflow", ScopedWorkflowView),
            ("workflow_tasks", ScopedWorkflowTasksView),
        )
        for part, only in (("", False), ("results/", True))
    ),
]
