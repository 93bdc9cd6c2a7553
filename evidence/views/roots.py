"""The daily roots for everybody, and what the nightly check found for those who watch."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evidence.models.anchor import EvidenceRoot
from evidence.models.night_labels import night_words
from evidence.queries.roots import roots_as_text
from evidence.queries.walks import last_night
from staff.permissions import POLICY

PER_PAGE = 50
SHOWN = 200


@login_not_required
@require_safe
def roots_page(request):
    """Every daily root, the newest first: whoever keeps a copy can compare it years later."""
    page = Paginator(EvidenceRoot.objects.order_by("-day"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "night": last_night(timezone.now())}
    return render(request, "evidence/roots.html", context)


@login_not_required
@require_safe
def roots_text(request):
    """All of them as plain text, the oldest first: to keep, and to compare by machine."""
    response = HttpResponse(roots_as_text(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="jiangtang-roots.txt"'
    return response


@require_safe
def night_page(request):
    """The last walk: what did not hold. Single rows are for those who reach the whole tree."""
    if not POLICY.holds(request.user, "evidence.see_checks"):
        raise Http404
    night = last_night(timezone.now())
    whole = POLICY.holds_citywide(request.user, "evidence.see_checks")
    context = {
        "night": night,
        "counts": [(code, night_words(code), n) for code, n in night.counts],
        "faults": night.check.faults[:SHOWN] if night.check and whole else [],
    }
    return render(request, "evidence/desk/night.html", context)
