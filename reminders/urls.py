"""Addresses of the reminders."""

from django.urls import path

from reminders.views import channels

urlpatterns = [path("desk/reminders/", channels.channel_page, name="desk_channels")]
