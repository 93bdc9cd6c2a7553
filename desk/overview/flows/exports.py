"""Lists of people that leave the system as official Excel files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.log_actions import log

from cms.lends import Figure
from cms.lib.tables.writing import Column, write_register
from desk.overview.engine.rollup import Tally
from desk.overview.queries.figures import (
    STATUS_LABELS,
    narrow_by_status,
    people_under,
    search_people,
    statuses_of,
)
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY

CHUNK = 500


@dataclass(frozen=True)
class PeopleAsk:
    """Which people of a subtree: plain values, so that it can travel to the background."""

    organisation_id: int
    words: str = ""
    figure: str = ""
    status: str = ""
    own: bool = False

    @property
    def plain(self) -> dict:
        return asdict(self)


def pick_people(
    *, by: User, ask: PeopleAsk, figures: Iterable[Figure], at: datetime
) -> QuerySet[Member]:
    """The people asked for, as far as `by` may see their records; ordered by staff number."""
    organisation = Organisation.objects.get(pk=ask.organisation_id)
    members = POLICY.scope(by, "staff.view_record", people_under(organisation))
    if ask.own:
        members = members.filter(organisation=organisation)
    for figure in figures:
        if ask.status and figure.code == ask.figure:
            members = narrow_by_status(members, figure, ask.status, at)
    found = search_people(members, ask.words).select_related("organisation", "post")
    return found.defer("id_number", "mobile").order_by("staff_number")


def export_people(
    *, by: User, ask: PeopleAsk, figures: Sequence[Figure], at: datetime
) -> tuple[str, bytes]:
    """(file name, xlsx) of the people asked for, with their status on every figure.

    Who took it, and how many people were in it, is written to the log.
    """
    organisation = Organisation.objects.get(pk=ask.organisation_id)
    members = pick_people(by=by, ask=ask, figures=figures, at=at)
    title = _("%(unit)s: people and what they have done") % {"unit": organisation.name}
    data = write_register(
        [
            Column(_("No."), 6),
            Column(_("Staff number"), 14),
            Column(pgettext("person", "Name"), 14),
            Column(_("Organisation"), 28),
            Column(_("Post"), 20),
            *(Column(figure.title, 14) for figure in figures),
        ],
        _people_rows(members, figures, at),
        title=title,
        filled_by=organisation.name,
        exported_by=str(by),
        at=at,
    )
    log(
        instance=organisation,
        action="overview.export_people",
        user=by,
        data={"people": members.count()},
    )
    return f"{title}.xlsx", data


def _people_rows(
    members: QuerySet[Member], figures: Sequence[Figure], at: datetime
) -> Iterator[list]:
    number = 0
    people = members.iterator(chunk_size=CHUNK)
    while chunk := list(islice(people, CHUNK)):
        statuses = statuses_of(chunk, figures, at)
        for member in chunk:
            number += 1
            yield [
                number,
                member.staff_number,
                member.name,
                member.organisation.name,
                member.post.name,
                *(str(STATUS_LABELS[code]) for code in statuses[member.pk].values()),
            ]


def export_units(
    *,
    by: User,
    organisation: Organisation,
    names: Sequence[str],
    tallies: Sequence[dict[str, Tally]],
    total: dict[str, Tally],
    figures: Sequence[Figure],
    at: datetime,
) -> tuple[str, bytes]:
    """(file name, xlsx) of a comparison: due, done, open and % per figure and unit."""
    title = _("%(unit)s: figures by organisation") % {"unit": organisation.name}
    columns = [Column(_("Organisation"), 28)]
    for figure in figures:
        labels = (pgettext("figure", "due"), figure.done_label, figure.open_label, "%")
        columns += [Column(f"{figure.title}\n{label}", 12) for label in labels]
    data = write_register(
        columns,
        [[name, *_cells(tally, figures)] for name, tally in zip(names, tallies, strict=True)],
        title=title,
        filled_by=organisation.name,
        exported_by=str(by),
        at=at,
        totals=[_("Total"), *_cells(total, figures)],
    )
    log(instance=organisation, action="overview.export_units", user=by)
    return f"{title}.xlsx", data


def _cells(tallies: dict[str, Tally], figures: Sequence[Figure]) -> list:
    cells: list = []
    for figure in figures:
        tally = tallies[figure.code]
        cells += [tally.due, tally.done, tally.open, tally.percent]
    return cells
