"""Learners' addresses beside the Wagtail pages /hall/ and /lessons/."""

from django.urls import path

from courses.learning.views import lessons as views

app_name = "learning"
urlpatterns = [
    path("courses/", views.overview, name="overview"),
    path(
        "lessons/<int:page_id>/items/<int:item_id>/",
        views.answer,
        name="answer",
    ),
]
