"""The organiser's acts on a sitting, each asked once more before it is done."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.lib.errors import DomainError
from exams.flows.preparing import prepare_sitting
from exams.flows.results import NothingToRelease, release_results
from exams.flows.sittings import make_resit, register_audience
from exams.forms.organise import ResitForm
from exams.models.sitting import Sitting
from exams.queries.audience import resit_groups
from exams.queries.preparing import prepared_count
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
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(n)d person registered.", "%(n)d people registered.", count)
        messages.success(request, words % {"n": count})
    return redirect("sitting:index")


def prepare(request, pk: int):
    """Prepare a row for everybody registered, so that the start of all at once is light."""
    sitting = _sitting(request, pk)
    if request.method != "POST":
        context = {"sitting": sitting, "ready": prepared_count(sitting)}
        return TemplateResponse(request, "exams/admin/prepare.html", context)
    try:
        done = prepare_sitting(sitting=sitting, user=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("Prepared: %(made)d new, %(dropped)d taken back, %(ready)d ready in all.")
        data = {"made": done.made, "dropped": done.dropped, "ready": done.ready}
        messages.success(request, words % data)
    return redirect("sitting:edit", pk)


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


def _after_resit(request, first: Sitting, made: Sitting):
    """A rule names the address of its own sitting, so a resit cannot take the first one's over."""
    if not first.locked_browser:
        return redirect("sitting:edit", made.pk)
    words = _("The first sitting asked for Safe Exam Browser. Set it up for the resit as well.")
    messages.warning(request, words)
    return redirect("exams_browser", made.pk)


def resit(request, pk: int):
    """Call those who failed, were absent or deferred to a new sitting; their names stand below."""
    sitting = _sitting(request, pk)
    groups = {code: list(rows) for code, rows in resit_groups(sitting, timezone.now()).items()}
    form = ResitForm(request.POST or None, groups=groups)
    if form.is_valid():
        try:
            made = make_resit(
                sitting=sitting, user=request.user, at=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            count = made.registrations.count()
            words = ngettext("%(n)d person called.", "%(n)d people called.", count)
            messages.success(request, words % {"n": count})
            return _after_resit(request, sitting, made)
    context = {"sitting": sitting, "form": form, "groups": form.named(groups)}
    status = 422 if form.errors else 200
    return TemplateResponse(request, "exams/admin/resit.html", context, status=status)
