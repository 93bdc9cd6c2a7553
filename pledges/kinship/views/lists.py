"""The desk of near relatives: figures by unit, four lists, the registers."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cms.flows.jobs import enqueue
from cms.lib.tables.writing import sheet_response
from pledges.kinship.flows.registers import REGISTERS, export_register
from pledges.kinship.forms.cases import (
    AlertFilter,
    DeclarationFilter,
    HouseholdFilter,
    ListFilter,
    MatchFilter,
)
from pledges.kinship.queries.lists import ACTIONS, choose, reach, unit_of
from pledges.kinship.queries.relatives import NAMES, counts_by_unit, words_of
from staff.models.organisation import Organisation
from staff.permissions import POLICY

PAGE = 30
DIRECT_ROWS = 1000  # a longer register is made in the background
STEP = Organisation.steplen
FILTERS: dict[str, type[ListFilter]] = {
    "declarations": DeclarationFilter,
    "households": HouseholdFilter,
    "matches": MatchFilter,
    "alerts": AlertFilter,
}


def _trail(user, unit: Organisation) -> list[Organisation]:
    return list(POLICY.scope(user, "overview.open_desk", unit.get_ancestors()))


@require_safe
def relatives(request):
    """Figures of a unit and of the units below it; every figure leads to its rows."""
    unit = unit_of(request.user, "kinship.view_match", request.GET.get("unit", ""))
    year = timezone.localdate().year
    counts = counts_by_unit(reach(request.user, unit), len(unit.path) + STEP, year=year)
    places = {place.path: place for place in Organisation.objects.filter(path__in=list(counts))}
    context = {
        "unit": unit,
        "trail": _trail(request.user, unit),
        "rows": [{**row, "unit": places[path]} for path, row in counts.items()],
        "totals": {name: sum(row[name] for row in counts.values()) for name in NAMES},
        "may_enter": POLICY.holds(request.user, "kinship.enter_household"),
        "year": year,
    }
    return render(request, "kinship/desk/overview.html", context)


@require_safe
def relatives_list(request, kind: str):
    """One of the four lists: searched, filtered, sorted, paged."""
    if kind not in FILTERS:
        raise Http404
    form = FILTERS[kind](request.GET)
    ask = form.cleaned_data if form.is_valid() else {}
    unit, rows = choose(request.user, kind, ask)
    context = {
        "kind": kind,
        "title": REGISTERS[kind].title,
        "filter": form,
        "unit": unit,
        "trail": _trail(request.user, unit),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "relations": words_of("relation"),
        "aids": words_of("aid"),
        "may_enter": POLICY.holds(request.user, "kinship.enter_household"),
    }
    return render(request, f"kinship/desk/{kind}.html", context)


@require_POST
def relatives_register(request, kind: str):
    """The filtered rows as an official spreadsheet; a long one is made in the background."""
    if kind not in FILTERS:
        raise Http404
    POLICY.require(request.user, ACTIONS[kind])
    form = FILTERS[kind](request.POST)
    ask = dict(form.cleaned_data) if form.is_valid() else {}
    _unit, rows = choose(request.user, kind, ask)
    if rows.count() > DIRECT_ROWS:
        job = enqueue("kinship.export_relatives", requested_by=request.user, kind=kind, ask=ask)
        return redirect("job", token=job.token)
    exported = export_register(kind=kind, ask=ask, by=request.user, at=timezone.now())
    return sheet_response(exported.data, exported.name)
