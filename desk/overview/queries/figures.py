"""HR's figures. Per figure two grouped counts, whatever the size of the tree."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import (
    Count,
    Q,
    QuerySet,
)
from django.utils.translation import pgettext_lazy

from cms.lends import Figure
from desk.overview.engine.rollup import Row, Tally, roll_up
from staff.models.member import Member
from staff.models.organisation import Organisation

# A person's status on one figure.
DONE, OPEN, NOT_DUE = "done", "open", "not_due"


STATUS_LABELS = {
    DONE: pgettext_lazy("figure", "done"),
    OPEN: pgettext_lazy("figure", "open"),
    NOT_DUE: pgettext_lazy("figure", "not due"),
}


def people_under(*roots: Organisation) -> QuerySet[Member]:
    """The people that figures speak of: in post, in the subtrees."""
    return Member.objects.active().under(*roots)


def _count_by_path(members: QuerySet) -> dict[str, int]:
    grouped = members.order_by().values_list("organisation__path")
    return dict(grouped.annotate(Count("pk", distinct=True)))


def tallies_by_path(figure: Figure, members: QuerySet, at: datetime) -> dict[str, Tally]:
    """Due and done of one figure for every organisation that employs somebody who is due."""
    due = figure.due(members, at)
    done = _count_by_path(figure.done(due, at))
    return {path: Tally(count, done.get(path, 0)) for path, count in _count_by_path(due).items()}


def compare_units(
    root: Organisation, units: Iterable[Organisation], figures: Iterable[Figure], at: datetime
) -> tuple[dict[str, Tally], list[Row]]:
    """The figures of `root`'s whole subtree, and one row per unit below it.

    People employed by the root itself stand in a row of their own (`own`), so that with all
    its children as `units` the rows add up to the total.
    """
    units = list(units)
    members = people_under(root)
    totals: dict[str, Tally] = {}
    below: dict[str, Mapping[str, Tally]] = {}
    own: dict[str, Tally] = {}
    for figure in figures:
        counted = tallies_by_path(figure, members, at)
        below[figure.code] = roll_up(counted, [root.path, *(unit.path for unit in units)])
        totals[figure.code] = below[figure.code][root.path]
        own[figure.code] = counted.get(root.path, Tally())
    rows = [
        Row(unit.code, unit.name, {code: sums[unit.path] for code, sums in below.items()})
        for unit in units
    ]
    if any(tally.due for tally in own.values()):
        rows.append(Row(root.code, root.name, own, own=True))
    return totals, rows


def narrow_by_status(members: QuerySet, figure: Figure, status: str, at: datetime) -> QuerySet:
    """The members who stand at `status` (DONE, OPEN or NOT_DUE) on the figure."""
    due = figure.due(members, at)
    if status == DONE:
        return figure.done(due, at)
    if status == OPEN:
        return due.exclude(pk__in=figure.done(due, at).order_by().values("pk"))
    return members.exclude(pk__in=due.order_by().values("pk"))


def statuses_of(
    members: Iterable[Member], figures: Iterable[Figure], at: datetime
) -> dict[int, dict[str, str]]:
    """{member pk: {figure code: status}} for one page of people; two queries per figure."""
    chosen = Member.objects.filter(pk__in=[member.pk for member in members]).order_by()
    found: dict[int, dict[str, str]] = {member.pk: {} for member in members}
    for figure in figures:
        due = figure.due(chosen, at)
        due_ids = set(due.values_list("pk", flat=True))
        done_ids = set(figure.done(due, at).values_list("pk", flat=True))
        for pk, row in found.items():
            row[figure.code] = DONE if pk in done_ids else OPEN if pk in due_ids else NOT_DUE
    return found


def search_people(members: QuerySet, words: str) -> QuerySet:
    """By part of the name or by the beginning of the staff number."""
    if not words:
        return members
    return members.filter(Q(name__icontains=words) | Q(staff_number__istartswith=words))
