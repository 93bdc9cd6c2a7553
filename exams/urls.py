"""Pages of candidates, and the two addresses that a running exam page writes to."""

from django.urls import path

from exams.views import attempts, sittings, wire

urlpatterns = [
    path("exams/", sittings.exams, name="exams"),
    path("exams/<int:pk>/", sittings.sitting, name="exam_sitting"),
    path("exams/<int:pk>/start", sittings.start, name="exam_start"),
    path("exams/attempts/<str:public_id>/", attempts.player, name="exam_attempt"),
    path("exams/attempts/<str:public_id>/events", wire.events, name="exam_events"),
    path("exams/attempts/<str:public_id>/submit", wire.submit, name="exam_submit"),
    path("exams/attempts/<str:public_id>/receipt", attempts.receipt, name="exam_receipt"),
    path("exams/attempts/<str:public_id>/result", attempts.result, name="exam_result"),
]
