"""The organiser's two acts on a sitting, each asked once more before it is done."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exams.flows.results import NothingToRelease, release_results
from exams.flows.sittings import SittingOver, register_audience
from exams.models import Sitting
from exams.queries.registers import sitting_counts
from staff.permissions import POLICY


def _sitting(request, pk: int) -> Sitting:
    rows = sitting_counts(Sitting.objects.select_related("exam", "audience"))
    return POLICY.get_or_404(request.user, "exams.organise_sitting", rows, pk=pk)


def register(request, pk: int):
    """Register everybody in post in the audience."""
    sitting = _sitting(request, pk)
    if request.method != "POST":
        return TemplateResponse(request, "exams/admin/register.html", {"sitting": sitting})
    try:
        count = register_audience(sitting=sitting, user=request.user, at=timezone.now())
    except SittingOver as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)d person registered.", "%(n)d people registered.", count)
        messages.success(request, said % {"n": count})
    return redirect("sitting:index")


def release(request, pk: int):
    """Release every final result."""
    sitting = _sitting(request, pk)
    if request.method != "POST":
        return TemplateResponse(request, "exams/admin/release.html", {"sitting": sitting})
    try:
        released = release_results(sitting=sitting, user=request.user, at=timezone.now())
    except NothingToRelease as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(n)d results released.") % {"n": released.results})
    return redirect("sitting:index")
