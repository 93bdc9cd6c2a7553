"""The lists of one sitting, for its organiser and for whoever reads results of the own subtree."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cms.lib.tables.writing import sheet_response
from exams.flows.registers import STATE_LABELS, people_register
from exams.forms.organise import LIST_LABELS, PeopleFilter
from exams.models.sitting import Registration, Sitting
from exams.queries.people import (
    ineligible_people,
    list_counts,
    named,
    person_of,
    registered_people,
)
from staff.flows.exports import export_scoped
from staff.models.member import Member
from staff.permissions import POLICY

PAGE = 50
ORGANISE, READ = "exams.organise_sitting", "exams.view_results"


class Reach:
    """What of the sitting the reader may see: all for its organiser, else the own subtree."""

    def __init__(self, user, pk: int) -> None:
        self.user = user
        self.sitting = get_object_or_404(Sitting.objects.select_related("audience"), pk=pk)
        self.organises = POLICY.may(user, ORGANISE, self.sitting)
        self.registrations = self._registrations()
        self.members = self._members()
        if not self.organises and not self.registrations.exists():
            raise Http404

    def _registrations(self) -> QuerySet[Registration]:
        rows = Registration.objects.filter(sitting=self.sitting)
        if self.organises:
            return rows
        if not POLICY.holds(self.user, READ):
            return rows.none()
        return POLICY.scope(self.user, READ, rows)

    def _members(self) -> QuerySet[Member]:
        if self.organises:
            return Member.objects.all()
        return Member.objects.under(*POLICY.reach(self.user, READ))

    @property
    def action(self) -> str:
        return ORGANISE if self.organises else READ


def _people(reach: Reach, listed: str, words: str, at):
    """Rows for a page; each is turned into a line only when it is shown."""
    if listed == "ineligible":
        return ineligible_people(reach.sitting, reach.members.filter(named(words)), at)
    rows = registered_people(reach.sitting, reach.registrations, listed, at)
    return rows.filter(named(words, "member__"))


def _lines(rows, at) -> list:
    return [person_of(row, at) if isinstance(row, Registration) else row for row in rows]


@require_safe
def people(request, pk: int):
    reach, at = Reach(request.user, pk), timezone.now()
    form = PeopleFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    listed = values.get("listed") or "all"
    rows = _people(reach, listed, values.get("q", ""), at)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = list_counts(reach.sitting, reach.registrations, at)
    context = {
        "sitting": reach.sitting,
        "organises": reach.organises,
        "filter": form,
        "listed": listed,
        "title": LIST_LABELS[listed],
        "counts": [(LIST_LABELS[code], count) for code, count in counts.items()],
        "page": page,
        "lines": [(line, STATE_LABELS[line.state]) for line in _lines(page, at)],
    }
    return render(request, "exams/desk/people.html", context)


@require_POST
def export(request, pk: int):
    """The chosen list as an official spreadsheet, with who took it and when."""
    reach, at = Reach(request.user, pk), timezone.now()
    form = PeopleFilter(request.POST)
    values = form.cleaned_data if form.is_valid() else {}
    listed = values.get("listed") or "all"
    lines = _lines(_people(reach, listed, values.get("q", ""), at), at)
    exported = export_scoped(
        people_register(reach.sitting, LIST_LABELS[listed]),
        rows=lines,
        action=reach.action,
        by=request.user,
        at=at,
        about=reach.sitting,
        details={"list": listed},
    )
    return sheet_response(exported.data, exported.name)
