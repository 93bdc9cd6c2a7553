"""Pages of candidates, and the two addresses that a running exam page writes to."""

from django.urls import path
from wagtail.admin.auth import require_admin_access

from exams.views import attempts, sittings, wire
from exams.viewsets.moderation import ScopedWorkflowTasksView, ScopedWorkflowView

urlpatterns = [
    path("exams/", sittings.exams, name="exams"),
    path("exams/<int:pk>/", sittings.sitting, name="exam_sitting"),
    path("exams/<int:pk>/start", sittings.start, name="exam_start"),
    path("exams/attempts/<str:public_id>/", attempts.player, name="exam_attempt"),
    path("exams/attempts/<str:public_id>/events", wire.events, name="exam_events"),
    path("exams/attempts/<str:public_id>/submit", wire.submit, name="exam_submit"),
    path("exams/attempts/<str:public_id>/receipt", attempts.receipt, name="exam_receipt"),
    path("exams/attempts/<str:public_id>/result", attempts.result, name="exam_result"),
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
