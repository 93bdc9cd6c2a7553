"""HR's desk: the figures of a subtree, unit by unit, down to the person."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.flows.jobs import enqueue
from cms.lends import Figure, collect_figures
from cms.lib.tables.writing import sheet_response
from desk.overview.engine.rollup import Row, Tally, sort_rows
from desk.overview.flows.exports import (
    PeopleAsk,
    Unit,
    export_people,
    export_units,
    pick_people,
)
from desk.overview.forms.units import PeopleForm, UnitsForm
from desk.overview.queries.figures import DONE, OPEN, STATUS_LABELS, compare_units, statuses_of
from staff.models.organisation import Organisation
from staff.permissions import POLICY

PER_PAGE = 50
MOST_UNITS = 200  # rows that a search over all lower units may bring
DIRECT_ROWS = 3000  # a longer export is made in the background


@require_safe
def desk(request):
    """The first of the organisations this account looks after."""
    POLICY.require(request.user, "overview.open_desk")
    return _unit_page(request, POLICY.tops(request.user, "overview.open_desk")[0])


@require_safe
def unit(request, code: str):
    return _unit_page(request, _organisation(request, code))


@require_POST
def export_unit(request, code: str):
    """The comparison as shown, as an official Excel file."""
    organisation = _organisation(request, code)
    at = timezone.now()
    figures = collect_figures()
    total, rows = _compare(organisation, UnitsForm(request.POST, figures=figures), figures, at)
    exported = export_units(
        by=request.user,
        organisation=organisation,
        units=[Unit(_row_name(row), row.tallies) for row in rows],
        total=total,
        figures=figures,
        at=at,
    )
    return sheet_response(exported.data, exported.name)


@require_safe
def people(request, code: str):
    """The people of a subtree with their status on every figure; filtered and paged in SQL."""
    organisation = _organisation(request, code)
    at = timezone.now()
    figures = collect_figures()
    form = PeopleForm(request.GET, figures=figures)
    found = pick_people(by=request.user, ask=_ask(organisation, form), figures=figures, at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    statuses = statuses_of(page.object_list, figures, at)
    rows = [
        (member, [_status(figure, statuses[member.pk][figure.code]) for figure in figures])
        for member in page.object_list
    ]
    context = _frame(request, organisation, at) | {
        "form": form,
        "figures": figures,
        "page": page,
        "rows": rows,
    }
    return render(request, "overview/people.html", context)


@require_POST
def export_unit_people(request, code: str):
    """The filtered list as an official Excel file; a long one is made in the background."""
    organisation = _organisation(request, code)
    at = timezone.now()
    figures = collect_figures()
    ask = _ask(organisation, PeopleForm(request.POST, figures=figures))
    found = pick_people(by=request.user, ask=ask, figures=figures, at=at)
    if found.count() > DIRECT_ROWS:
        job = enqueue(
            "overview.export_people",
            requested_by=request.user,
            user_id=request.user.pk,
            ask=ask.plain,
        )
        return redirect("job", token=job.token)
    exported = export_people(by=request.user, ask=ask, figures=figures, at=at)
    return sheet_response(exported.data, exported.name)


@dataclass(frozen=True)
class Bar:
    """A figure of one row, with the words the template needs."""

    figure: Figure
    tally: Tally


def _status(figure: Figure, status: str) -> tuple[Figure, str, str]:
    """(figure, tone, label): the figure's own words where it has some."""
    words = {DONE: ("ok", figure.done_label), OPEN: ("warn", figure.open_label)}
    tone, label = words.get(status, ("", STATUS_LABELS[status]))
    return figure, tone, label


def _organisation(request, code: str) -> Organisation:
    organisations = Organisation.objects.all()
    return POLICY.get_or_404(request.user, "overview.open_desk", organisations, code=code)


def _ask(organisation: Organisation, form: PeopleForm) -> PeopleAsk:
    figure, status = form.chosen
    return PeopleAsk(organisation.pk, form.value("q"), figure, status, form.value("own"))


def _frame(request, organisation: Organisation, at: datetime) -> dict:
    """What every page of the desk shows around its table."""
    above = POLICY.scope(request.user, "overview.open_desk", organisation.get_ancestors())
    return {
        "organisation": organisation,
        "above": list(above),
        "tops": POLICY.tops(request.user, "overview.open_desk"),
        "at": at,
    }


def _row_name(row: Row) -> str:
    return _("%(unit)s (own staff)") % {"unit": row.name} if row.own else row.name


def _compare(
    organisation: Organisation, form: UnitsForm, figures: list[Figure], at: datetime
) -> tuple[dict[str, Tally], list[Row]]:
    units = organisation.get_children()
    words = form.value("q")
    if words:
        named = Q(name__icontains=words) | Q(short_name__icontains=words)
        units = organisation.get_descendants().filter(named)[:MOST_UNITS]
    total, rows = compare_units(organisation, units, figures, at)
    if words:
        rows = [row for row in rows if not row.own]
    return total, sort_rows(rows, form.value("sort"), descending=form.value("down"))


def _unit_page(request, organisation: Organisation):
    if organisation.is_leaf():
        return redirect("overview:people", code=organisation.code)
    at = timezone.now()
    figures = collect_figures()
    form = UnitsForm(request.GET, figures=figures)
    total, rows = _compare(organisation, form, figures, at)
    context = _frame(request, organisation, at) | {
        "form": form,
        "totals": [Bar(figure, total[figure.code]) for figure in figures],
        "rows": [
            (row, _row_name(row), [Bar(figure, row.tallies[figure.code]) for figure in figures])
            for row in rows
        ],
        "figures": figures,
        "sort": form.value("sort"),
        "down": form.value("down"),
    }
    return render(request, "overview/units.html", context)
