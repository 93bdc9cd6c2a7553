"""The lists of one sitting, for its organiser and for whoever reads results of the own subtree."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from cms.lib.tables.writing import Column, write_register, xlsx_response
from exams.forms.organise import LIST_LABELS, PeopleFilter
from exams.models.labels import OUTCOME_LABELS
from exams.models.sitting import Registration, Sitting
from exams.queries.people import (
    ineligible_people,
    list_counts,
    named,
    person_of,
    registered_people,
)
from staff.models.member import Member
from staff.permissions import POLICY

PAGE = 50
ORGANISE, READ = "exams.organise_sitting", "exams.view_results"
STATE_LABELS = {
    **OUTCOME_LABELS,
    "other_post": gettext_lazy("another post"),
    "no_credential": gettext_lazy("lacks the credential"),
}
HEADS = [
    Column(gettext_lazy("staff number"), 12),
    Column(gettext_lazy("Name of the candidate"), 12),
    Column(gettext_lazy("organisation"), 28),
    Column(gettext_lazy("post"), 18),
    Column(gettext_lazy("outcome"), 16),
    Column(gettext_lazy("handed in"), 18),
    Column(gettext_lazy("reason"), 24),
]


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
    def filled_by(self) -> str:
        action = ORGANISE if self.organises else READ
        return "、".join(str(root) for root in POLICY.tops(self.user, action))


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
    title = f"{reach.sitting.title} {LIST_LABELS[listed]}"
    data = write_register(
        HEADS,
        [_row(line) for line in lines],
        title=title,
        filled_by=reach.filled_by,
        exported_by=str(request.user),
        at=at,
    )
    details = {"list": listed, "rows": len(lines)}
    log(reach.sitting, "exams.export_people", user=request.user, data=details)
    return xlsx_response(data, f"{title}.xlsx")


def _row(line) -> list[object]:
    member = line.member
    return [
        member.staff_number,
        member.name,
        member.organisation.name,
        member.post.name,
        STATE_LABELS[line.state],
        line.when,
        line.note,
    ]
