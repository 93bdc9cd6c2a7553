"""How a person likes to see the pages: kept on the account, or in a cookie before log-in."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cms.lib.senior import SENIOR_COOKIE

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def senior_view(request):
    """Switch larger text and targets on or off, and go back to where one was."""
    senior = request.POST.get("senior") == "1"
    response = HttpResponseRedirect(_way_back(request))
    if request.user.is_authenticated:
        request.user.senior_view = senior
        request.user.save(update_fields=["senior_view"])
    response.set_cookie(
        SENIOR_COOKIE,
        "1" if senior else "0",
        max_age=YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _way_back(request) -> str:
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if safe else "/"
