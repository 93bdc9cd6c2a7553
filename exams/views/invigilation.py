"""The invigilator's page of a sitting, and the acts on one candidate."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.errors import DomainError
from exams.flows import invigilation as flows
from exams.forms.organise import DecideForm, MinutesForm, ReasonForm, SeatFilter
from exams.models.attempt import Attempt
from exams.models.sitting import Registration, Sitting
from exams.queries.invigilation import count_seats, late_answers, live_sittings, seats_of
from staff.models.member import Member
from staff.permissions import POLICY

PAGE = 50


@dataclass(frozen=True)
class Act:
    """One thing an invigilator may do to a candidate: its form, its flow, its words."""

    form: type[forms.Form]
    run: Callable
    title: str | Promise
    text: str | Promise
    button: str | Promise
    done: str | Promise
    gentle: bool = True  # it takes nothing from the candidate


def _latest(sitting: Sitting, member: Member) -> Attempt:
    attempts = Attempt.objects.filter(sitting=sitting, member=member).order_by("-number")
    latest = attempts.select_related("sitting").first()
    if latest is None:
        raise Http404
    return latest


ACTS = {
    "extend": Act(
        MinutesForm,
        flows.grant_minutes,
        _("Give extra time"),
        _("A running attempt gets it within seconds. The end of the sitting does not cut it."),
        _("Give the time"),
        _("The extra time is granted."),
    ),
    "close": Act(
        ReasonForm,
        flows.end_attempt,
        _("Hand in for a candidate"),
        _("What the server has received is handed in and scored. The person cannot go on."),
        _("Hand in"),
        _("The attempt is handed in."),
        gentle=False,
    ),
    "reopen": Act(
        MinutesForm,
        flows.give_back,
        _("Give the exam back"),
        _("The person goes on with all answers as they were; the new hand-in counts."),
        _("Give back"),
        _("The exam is given back; the person finds it on the exams page."),
    ),
    "defer": Act(
        ReasonForm,
        flows.defer,
        _("Defer"),
        _("The person may sit later and does not count as absent."),
        _("Defer"),
        _("The person is deferred."),
    ),
    "late": Act(
        DecideForm,
        lambda sitting, member, **values: flows.decide_late(
            attempt=_latest(sitting, member), **values
        ),
        _("Decide about late answers"),
        _("They reached the server too late, or from a page that had been replaced."),
        _("Decide now"),
        _("The decision is recorded."),
    ),
}


def _sitting(request, pk: int) -> Sitting:
    rows = Sitting.objects.select_related("exam", "paper")
    return POLICY.get_or_404(request.user, "exams.organise_sitting", rows, pk=pk)


@require_safe
def sittings(request):
    POLICY.require(request.user, "exams.organise_sitting")
    rows = POLICY.scope(request.user, "exams.organise_sitting", Sitting.objects.all())
    at = timezone.now()
    page = Paginator(live_sittings(rows, at), PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.open_now = row.is_open(at)
    return render(request, "exams/desk/sittings.html", {"page": page})


@require_safe
def live(request, pk: int):
    """The whole page, or with ?part the part that changes, for the page's own script."""
    sitting = _sitting(request, pk)
    at = timezone.now()
    form = SeatFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    seats = seats_of(sitting, at, words=values.get("q", ""))
    chosen = [seat for seat in seats if values.get("where") in {None, "", seat.where}]
    context = {
        "sitting": sitting,
        "at": at,
        "filter": form,
        "counts": [(label, count) for label, count in _named(count_seats(seats))],
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
    }
    template = "exams/desk/seats.html" if "part" in request.GET else "exams/desk/live.html"
    return render(request, template, context)


def _named(counts: dict[str, int]):
    labels = dict(SeatFilter.WHERE)
    return [(labels[where], count) for where, count in counts.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def act(request, pk: int, staff_number: str, act: str):
    sitting = _sitting(request, pk)
    rows = Registration.objects.filter(sitting=sitting).select_related("member__organisation")
    member = get_object_or_404(rows, member__staff_number=staff_number).member
    if act not in ACTS:
        raise Http404
    what = ACTS[act]
    form = what.form(request.POST or None)
    if form.is_valid():
        try:
            what.run(
                sitting=sitting,
                member=member,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, what.done)
            return redirect("desk_exam_live", pk=pk)
    context = {"sitting": sitting, "member": member, "form": form, "act": what}
    if act == "late":
        context["late"] = late_answers(_latest(sitting, member))
    status = 422 if form.errors else 200
    return render(request, "exams/desk/act.html", context, status=status)
