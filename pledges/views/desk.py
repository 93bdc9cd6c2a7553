"""HR and inspectors: the rounds, who has signed by unit, the register and the ZIP."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.lib.errors import DomainError
from cms.lib.queue import enqueue
from cms.lib.spreadsheet import xlsx_response
from pledges.flows.exports import export_register
from pledges.flows.rounds import close_round, open_round
from pledges.forms.rounds import CloseForm, EnvelopeFilter, RoundFilter, RoundForm
from pledges.models.envelope import Envelope, SigningRound
from pledges.permissions import POLICY, may_edit_templates, visible_rounds
from pledges.queries.envelopes import members_to_ask, search_envelopes, unit_rows, with_counts
from staff.models import Organisation

PAGE = 30


@dataclass(frozen=True)
class Place:
    """Where in the tree the reader stands: `unit`, the way to it, and the rows of the round."""

    unit: Organisation
    trail: list[Organisation]
    envelopes: QuerySet[Envelope]


def _envelopes(request, round_: SigningRound) -> QuerySet[Envelope]:
    mine = POLICY.scope(request.user, "pledges.list_envelopes", Envelope.objects.all())
    return mine.filter(round=round_)


def _round(request, pk: int) -> SigningRound:
    rounds = visible_rounds(request.user).select_related("version", "organisation", "opened_by")
    return get_object_or_404(rounds, pk=pk)


def _top(request, round_: SigningRound) -> Organisation:
    """The highest unit of the round that lies within the reader's reach."""
    roots = POLICY.reach(request.user, "pledges.list_envelopes")
    below = [root for root in roots if root.path.startswith(round_.organisation.path)]
    return below[0] if len(below) == 1 else round_.organisation


def _place(request, round_: SigningRound) -> Place:
    top = _top(request, round_)
    unit = top
    code = request.GET.get("unit", "")
    if code and code != top.code:
        unit = get_object_or_404(Organisation.objects.under(top), code=code)
    envelopes = _envelopes(request, round_)
    within = envelopes.filter(member__organisation__path__startswith=unit.path)
    if unit != top and not within.exists():
        raise Http404
    trail = [place for place in unit.get_ancestors() if place.path.startswith(top.path)]
    return Place(unit, trail, within)


@require_safe
def round_list(request):
    POLICY.require(request.user, "pledges.list_envelopes")
    form = RoundFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    rounds = visible_rounds(request.user).select_related("version", "organisation")
    if values.get("q"):
        rounds = rounds.filter(title__icontains=values["q"])
    if values.get("state"):
        rounds = rounds.filter(state=values["state"])
    page = Paginator(rounds, PAGE).get_page(request.GET.get("page"))
    mine = POLICY.scope(request.user, "pledges.list_envelopes", Envelope.objects.all())
    context = {
        "page": page,
        "rounds": with_counts(page.object_list, mine),
        "filter": form,
        "may_open": POLICY.holds(request.user, "pledges.open_round"),
        "may_seal": may_edit_templates(request.user),
    }
    return render(request, "pledges/desk/rounds.html", context)


@require_safe
def round_page(request, pk: int):
    round_ = _round(request, pk)
    place = _place(request, round_)
    form = EnvelopeFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    chosen = search_envelopes(
        place.envelopes, state=values.get("state", ""), words=values.get("q", "")
    ).select_related("member__organisation", "sealed")
    rows = unit_rows(place.unit, place.envelopes)
    context = {
        "round": round_,
        "place": place,
        "rows": rows,
        "asked": sum(row.asked for row in rows),
        "signed": sum(row.signed for row in rows),
        "filter": form,
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "may_remind": round_.is_open and POLICY.holds(request.user, "pledges.manage_envelope"),
        "may_close": round_.is_open and POLICY.may(request.user, "pledges.close_round", round_),
    }
    return render(request, "pledges/desk/round.html", context)


@require_safe
def round_register(request, pk: int):
    """The register of the chosen unit as an official spreadsheet."""
    round_ = _round(request, pk)
    place = _place(request, round_)
    data = export_register(
        round_=round_,
        envelopes=place.envelopes,
        unit=place.unit.name,
        by=request.user,
        at=timezone.now(),
    )
    return xlsx_response(data, f"{round_.title} {place.unit.short_name}.xlsx")


@require_POST
def round_zip(request, pk: int):
    round_ = _round(request, pk)
    job = enqueue("pledges.export_round", requested_by=request.user, round_id=round_.pk)
    return redirect("job", token=job.token)


@require_http_methods(["GET", "HEAD", "POST"])
def round_open(request):
    """A form, then a preview that says how many people will be asked, then the round."""
    POLICY.require(request.user, "pledges.open_round")
    year = timezone.localdate().year
    start = {"title": _("Pledges of %(year)d") % {"year": year}}
    form = RoundForm(request.POST or None, user=request.user, initial=start)
    if not form.is_valid() or "change" in request.POST:
        status = 422 if form.errors else 200
        return render(request, "pledges/desk/round_open.html", {"form": form}, status=status)
    values = form.cleaned_data
    if "confirm" not in request.POST:
        asked = members_to_ask(values["version"], values["organisation"], year).count()
        everybody = values["organisation"]
        context = {
            "form": form,
            "values": values,
            "asked": asked,
            "skipped": _active(everybody) - asked,
        }
        return render(request, "pledges/desk/round_confirm.html", context)
    return _open(request, form)


def _active(organisation: Organisation) -> int:
    return organisation.members.model.objects.active().under(organisation).count()


def _open(request, form: RoundForm):
    values = form.cleaned_data
    try:
        opened = open_round(
            version=values["version"],
            organisation=values["organisation"],
            title=values["title"],
            due_at=form.due_at,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return render(request, "pledges/desk/round_open.html", {"form": form}, status=422)
    messages.success(request, _("The round is open. Everybody asked now sees it on the desk."))
    return redirect("desk_pledge_round", pk=opened.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def round_close(request, pk: int):
    round_ = POLICY.get_or_404(
        request.user, "pledges.close_round", SigningRound.objects.all(), pk=pk
    )
    form = CloseForm(request.POST or None)
    if form.is_valid():
        try:
            close_round(
                round_=round_,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The round is closed."))
            return redirect("desk_pledge_round", pk=pk)
    context = {"round": round_, "form": form, "unsigned": round_.envelopes.unsigned().count()}
    return render(
        request, "pledges/desk/round_close.html", context, status=422 if form.errors else 200
    )
