"""Lists of people that leave the system as official Excel files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.flows.exports import Exported, export
from cms.lends import Figure
from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column
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


@dataclass(frozen=True)
class Line:
    """One person with the status on every figure, by its code."""

    member: Member
    statuses: dict[str, str]


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


def _status_of(figure: Figure) -> Callable[[Line], str]:
    return lambda line: str(STATUS_LABELS[line.statuses[figure.code]])


def people_register(unit: Organisation, figures: Sequence[Figure]) -> Register:
    return Register(
        title=_("%(unit)s: people and what they have done") % {"unit": unit.name},
        log="overview.export_people",
        numbered=True,
        columns=(
            Column(_("Staff number"), 14, lambda line: line.member.staff_number),
            Column(pgettext("person", "Name"), 14, lambda line: line.member.name),
            Column(_("Organisation"), 28, lambda line: line.member.organisation.name),
            Column(_("Post"), 20, lambda line: line.member.post.name),
            *(Column(figure.title, 14, _status_of(figure)) for figure in figures),
        ),
    )


def export_people(*, by: User, ask: PeopleAsk, figures: Sequence[Figure], at: datetime) -> Exported:
    """The people asked for, as far as `by` may see them, with their status on every figure."""
    unit = Organisation.objects.get(pk=ask.organisation_id)
    members = pick_people(by=by, ask=ask, figures=figures, at=at)
    return export(
        people_register(unit, figures),
        rows=_lines(members, figures, at),
        filled_by=unit.name,
        by=by,
        at=at,
        about=unit,
    )


def _lines(members: QuerySet[Member], figures: Sequence[Figure], at: datetime) -> Iterator[Line]:
    people = members.iterator(chunk_size=CHUNK)
    while chunk := list(islice(people, CHUNK)):
        statuses = statuses_of(chunk, figures, at)
        for member in chunk:
            yield Line(member, statuses[member.pk])


@dataclass(frozen=True)
class Unit:
    """One row of a comparison: a unit, by its figures' codes."""

    name: str
    tallies: dict[str, Tally]


def _figure_columns(figure: Figure, total: Tally) -> list[Column]:
    """Due, done, open and %; at the foot what the whole subtree has, which is not always the sum
    of the rows: a search leaves some out.
    """
    parts = (
        (pgettext("figure", "due"), "due"),
        (figure.done_label, "done"),
        (figure.open_label, "open"),
        ("%", "percent"),
    )
    return [_part(figure, str(label), part, getattr(total, part)) for label, part in parts]


def _part(figure: Figure, label: str, part: str, foot: object) -> Column:
    return Column(
        f"{figure.title}\n{label}",
        12,
        lambda unit: getattr(unit.tallies[figure.code], part),
        total=lambda _values: foot,
    )


def units_register(
    organisation: Organisation, total: dict[str, Tally], figures: Sequence[Figure]
) -> Register:
    columns = [Column(_("Organisation"), 28, lambda unit: unit.name)]
    for figure in figures:
        columns += _figure_columns(figure, total[figure.code])
    return Register(
        title=_("%(unit)s: figures by organisation") % {"unit": organisation.name},
        log="overview.export_units",
        columns=tuple(columns),
    )


def export_units(
    *,
    by: User,
    organisation: Organisation,
    units: Sequence[Unit],
    total: dict[str, Tally],
    figures: Sequence[Figure],
    at: datetime,
) -> Exported:
    """A comparison as it is shown: due, done, open and % per figure and unit."""
    return export(
        units_register(organisation, total, figures),
        rows=units,
        filled_by=organisation.name,
        by=by,
        at=at,
        about=organisation,
    )
