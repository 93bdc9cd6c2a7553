"""What others did to the own account, until its holder says to have read it."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from staff.flows.telling import note_seen
from staff.queries.accounts import notices_of

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request):
    """Looking changes nothing; the button says that they were read."""
    if request.method == "POST":
        note_seen(user=request.user, at=timezone.now())
        return redirect("/")
    told = notices_of(request.user)[:SHOWN]
    return render(request, "staff/notices.html", {"notices": told})
