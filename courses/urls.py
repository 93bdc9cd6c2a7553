"""Learners' addresses beside the Wagtail pages /hall/ and /lessons/."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("courses/", views.overview, name="overview"),
    path(
        "lessons/<int:page_id>/questions/<str:question_id>/",
        views.answer,
        name="answer",
    ),
]
