"""The invigilator's page of a sitting, and the acts on one candidate."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.lib.acts import Act, act_page, act_view
from cms.lib.forms import ReasonForm
from exams.flows import invigilation as flows
from exams.forms.organise import DecideForm, MinutesForm, SeatFilter
from exams.models.attempt import Attempt
from exams.models.sitting import Registration, Sitting
from exams.queries.invigilation import count_seats, late_answers, live_sittings, seats_of
from staff.models.member import Member
from staff.permissions import POLICY

PAGE = 50
MINUTES = {flows.MinutesRefused.code: "minutes"}


def _latest(sitting: Sitting, member: Member) -> Attempt:
    attempts = Attempt.objects.filter(sitting=sitting, member=member).order_by("-number")
    latest = attempts.select_related("sitting").first()
    if latest is None:
        raise Http404
    return latest


def _decide(*, sitting: Sitting, member: Member, **values):
    return flows.decide_late(attempt=_latest(sitting, member), **values)


ACTS = {
    "extend": Act(
        _("Give extra time"),
        flows.grant_minutes,
        MinutesForm,
        _("A running attempt gets it within seconds. The end of the sitting does not cut it."),
        _("Give the time"),
        _("The extra time is granted."),
        fields=MINUTES,
    ),
    "close": Act(
        _("Hand in for a candidate"),
        flows.end_attempt,
        ReasonForm,
        _("What the server has received is handed in and scored. The person cannot go on."),
        _("Hand in"),
        _("The attempt is handed in."),
        serious=True,
    ),
    "reopen": Act(
        _("Give the exam back"),
        flows.give_back,
        MinutesForm,
        _("The person goes on with all answers as they were; the new hand-in counts."),
        _("Give back"),
        _("The exam is given back; the person finds it on the exams page."),
        fields=MINUTES,
    ),
    "defer": Act(
        _("Defer"),
        flows.defer,
        ReasonForm,
        _("The person may sit later and does not count as absent."),
        _("Defer"),
        _("The person is deferred."),
    ),
    "late": Act(
        _("Decide about late answers"),
        _decide,
        DecideForm,
        _("They reached the server too late, or from a page that had been replaced."),
        _("Decide now"),
        _("The decision is recorded."),
        template="exams/desk/act_late.html",
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


@act_view
def act(request, pk: int, staff_number: str, act: str):
    sitting = _sitting(request, pk)
    rows = Registration.objects.filter(sitting=sitting).select_related("member__organisation")
    member = get_object_or_404(rows, member__staff_number=staff_number).member
    if act not in ACTS:
        raise Http404
    words = {
        "act": ACTS[act].title,
        "name": member.name,
        "unit": member.organisation.short_name,
    }
    return act_page(
        request,
        ACTS[act],
        {"sitting": sitting, "member": member},
        back=reverse("desk_exam_live", args=[pk]),
        heading=gettext("%(act)s: %(name)s (%(unit)s)") % words,
        late=late_answers(_latest(sitting, member)) if act == "late" else (),
    )
