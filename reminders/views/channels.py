"""For HR of the whole city: can messages leave the house, and did they."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reminders.permissions import VIEW_CHANNELS
from reminders.queries.channels import channel_health
from staff.permissions import POLICY


@require_safe
def channel_page(request):
    """Each channel: set up or not, and what became of its messages of the last seven days."""
    if not POLICY.holds_citywide(request.user, VIEW_CHANNELS):
        raise Http404
    context = {
        "rows": channel_health(timezone.now()),
        "quiet": settings.REMINDER_QUIET_HOURS,
    }
    return render(request, "reminders/channels.html", context)
