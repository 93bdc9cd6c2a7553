"""HR and inspectors: the rounds, who has signed by unit, the register and the ZIP."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cms.lib.acts import Act, act_page, act_view
from cms.lib.errors import DomainError
from pledges.rounds.flows.rounds import close_round, open_round
from pledges.rounds.forms.rounds import EnvelopeFilter, RoundFilter, RoundForm
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.permissions import visible_rounds
from pledges.rounds.queries.audience import members_to_ask
from pledges.rounds.queries.envelopes import search_envelopes, unit_rows, with_counts, with_problem
from pledges.rounds.queries.reminders import subjects_of
from pledges.rounds.queries.timelines import round_history
from reminders.permissions import VIEW_CHANNELS
from reminders.queries.channels import channels_in_use
from reminders.queries.reminders import tally
from staff.models.organisation import Organisation
from staff.permissions import POLICY

PAGE = 30
FIGURES = ("asked", "signed", "exempt", "declined", "unsigned")


@dataclass(frozen=True)
class Place:
    """Where in the tree the reader stands: `unit`, the way to it, and the rows of the round."""

    unit: Organisation
    trail: list[Organisation]
    envelopes: QuerySet[Envelope]


def _envelopes(request, round_: SigningRound) -> QuerySet[Envelope]:
    mine = POLICY.scope(request.user, "rounds.list_envelopes", Envelope.objects.all())
    return mine.filter(round=round_)


def asked_words(count: int) -> str:
    """After asking for reminders: they are under way, what arrived is known later."""
    return _("Reminders on their way: %(count)d. What arrived is shown below.") % {"count": count}


def find_round(request, pk: int) -> SigningRound:
    """The round, if somebody within the reader's reach was asked in it."""
    rounds = visible_rounds(request.user).select_related("version", "organisation", "opened_by")
    return get_object_or_404(rounds, pk=pk)


def _top(request, round_: SigningRound) -> Organisation:
    """The highest unit of the round that lies within the reader's reach."""
    roots = POLICY.reach(request.user, "rounds.list_envelopes")
    below = [root for root in roots if root.path.startswith(round_.organisation.path)]
    return below[0] if len(below) == 1 else round_.organisation


def find_place(request, round_: SigningRound) -> Place:
    """The unit that the request names by code, within the reader's reach; else the highest."""
    top = _top(request, round_)
    unit = top
    code = request.POST.get("unit", "") or request.GET.get("unit", "")
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
    POLICY.require(request.user, "rounds.list_envelopes")
    form = RoundFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    rounds = visible_rounds(request.user).select_related("version", "organisation")
    if values.get("q"):
        rounds = rounds.filter(title__icontains=values["q"])
    if values.get("state"):
        rounds = rounds.filter(state=values["state"])
    page = Paginator(rounds, PAGE).get_page(request.GET.get("page"))
    mine = POLICY.scope(request.user, "rounds.list_envelopes", Envelope.objects.all())
    context = {
        "page": page,
        "rounds": with_counts(page.object_list, mine),
        "filter": form,
        "may_open": POLICY.holds(request.user, "rounds.open_round"),
        "may_see_channels": POLICY.holds_citywide(request.user, VIEW_CHANNELS),
        "may_seal": POLICY.holds_citywide(request.user, "rounds.open_round"),
    }
    return render(request, "rounds/desk/rounds.html", context)


@require_safe
def round_page(request, pk: int):
    round_ = find_round(request, pk)
    place = find_place(request, round_)
    form = EnvelopeFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    chosen = search_envelopes(
        with_problem(place.envelopes),
        state=values.get("state", ""),
        words=values.get("q", ""),
        order=values.get("order", ""),
    ).select_related("member__organisation")
    rows = unit_rows(place.unit, place.envelopes)
    manages = round_.is_open and POLICY.holds(request.user, "rounds.manage_envelope")
    context = {
        "round": round_,
        "place": place,
        "rows": rows,
        "figures": {name: sum(getattr(row, name) for row in rows) for name in FIGURES},
        "history": round_history(round_),
        "overdue": round_.is_open and round_.due_at < timezone.now(),
        "filter": form,
        "page": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "may_remind": manages,
        "channels": channels_in_use() if manages else [],
        "reminded": tally(subjects_of(place.envelopes)),
        "may_close": round_.is_open and POLICY.may(request.user, "rounds.close_round", round_),
    }
    return render(request, "rounds/desk/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_open(request):
    """A form, then a preview that says how many people will be asked, then the round."""
    POLICY.require(request.user, "rounds.open_round")
    year = timezone.localdate().year
    start = {"title": _("Pledges of %(year)d") % {"year": year}}
    start["version"] = request.GET.get("version")
    form = RoundForm(request.POST or None, user=request.user, initial=start)
    if not form.is_valid() or "change" in request.POST:
        status = 422 if form.errors else 200
        return render(request, "rounds/desk/round_open.html", {"form": form}, status=status)
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
        return render(request, "rounds/desk/round_confirm.html", context)
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
        return render(request, "rounds/desk/round_open.html", {"form": form}, status=422)
    messages.success(request, _("The round is open. Everybody asked now sees it on the desk."))
    return redirect("desk_pledge_round", pk=opened.pk)


CLOSE = Act(
    title=gettext_lazy("Close the round"),
    run=close_round,
    button=gettext_lazy("Close the round"),
    done=gettext_lazy("The round is closed."),
    serious=True,
)


@act_view
def round_close(request, pk: int):
    rounds = SigningRound.objects.all()
    round_ = POLICY.get_or_404(request.user, "rounds.close_round", rounds, pk=pk)
    unsigned = round_.envelopes.unsigned().count()
    text = ngettext(
        "%(count)s person has not signed and can no longer sign in this round. "
        "What was signed stays valid. This cannot be undone.",
        "%(count)s people have not signed and can no longer sign in this round. "
        "What was signed stays valid. This cannot be undone.",
        unsigned,
    )
    return act_page(
        request,
        CLOSE,
        {"round_": round_},
        back=reverse("desk_pledge_round", args=[pk]),
        heading=_("Close “%(title)s”?") % {"title": round_.title},
        text=text % {"count": unsigned},
    )
