"""Registers of near relatives as official Excel: masked, with who and when at the foot."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cms.flows.exports import Exported, export
from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record_many
from pledges.kinship.engine.matching import MatchResult
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.matching import KinshipMatch
from pledges.kinship.queries.lists import Ask, choose
from pledges.kinship.queries.relatives import words_of
from staff.models.organisation import Organisation
from staff.models.user import User

STEP = Organisation.steplen


@dataclass(frozen=True)
class Names:
    """What every line needs: short names by path, words by code."""

    units: dict[str, str]
    relations: dict[str, str]
    aids: dict[str, str]

    def county(self, place: Organisation) -> str:
        return self.units.get(place.path[: 2 * STEP], "")

    def town(self, place: Organisation) -> str:
        return place.short_name if len(place.path) > 2 * STEP else ""


def names() -> Names:
    units = Organisation.objects.filter(depth__lte=2).values_list("path", "short_name")
    return Names(dict(units), words_of("relation"), words_of("aid"))


def _last(rows: Iterable[Any]) -> Any:
    return max(rows, key=lambda row: row.on, default=None)


def _monthly(row: KinshipMatch):
    if row.filing and row.filing.monthly is not None:
        return row.filing.monthly
    return row.relative.monthly if row.relative else None


def _note(row: KinshipMatch) -> str:
    said = [_("pending")] if row.is_pending else []
    if row.filing:
        said += [
            _("%(who)s stepped back (%(part)s)")
            % {"who": one.member_name, "part": one.get_role_display()}
            for one in row.filing.recusals.all()
        ]
        said += [str(one.get_kind_display()) for one in row.filing.alerts.all() if one.needs_noting]
    return "；".join(said)


def _side(row: KinshipMatch) -> Any:
    return row.filing or row.relative  # one of them is there: a constraint of the table


def _aid(row: KinshipMatch) -> str:
    return row.filing.matter if row.filing else _side(row).aid


def _unit(row: KinshipMatch) -> str:
    return row.member.organisation.name if row.member else _side(row).staff_unit


def _post(row: KinshipMatch) -> str:
    return row.member.post.name if row.member else _side(row).staff_post


def _declared(row: KinshipMatch):
    return timezone.localdate(row.relative.declaration.signed_at) if row.relative else None


def _screening(row: KinshipMatch) -> Any:
    return _last(row.filing.rescreenings.all()) if row.filing else None


def _screened(row: KinshipMatch):
    last = _screening(row)
    return last.on if last else None


def _conclusion(row: KinshipMatch) -> str:
    last = _screening(row)
    return str(last.get_conclusion_display()) if last else ""


def _agreed(results: list) -> str:
    return _("%(count)d agree") % {"count": len(results)}


# Register C, in the order of the sample.
def match_columns(words: Names) -> tuple[Column, ...]:
    relation = words.relations
    return (
        Column(pgettext("register C", "county"), 12, lambda row: words.county(row.place)),
        Column(
            pgettext("register C", "township"), 14, lambda row: words.town(row.place), total=len
        ),
        Column(_("name of the staff member"), 10, lambda row: row.staff_name),
        Column(_("unit"), 18, _unit),
        Column(pgettext("register C", "post"), 14, _post),
        Column(_("relation"), 12, lambda row: relation.get(row.relation, row.relation)),
        Column(_("assisted person (masked)"), 10, lambda row: row.masked_person),
        Column(_("kind of assistance"), 12, lambda row: words.aids.get(_aid(row), _aid(row))),
        Column(_("people"), 6, lambda row: _side(row).people),
        Column(pgettext("register C", "yuan a month"), 10, _monthly, total=sum),
        Column(_("date of sheet A"), 12, _declared),
        Column(_("date of sheet B"), 12, lambda row: row.filing and row.filing.accepted_on),
        Column(
            _("result of the comparison"),
            14,
            lambda row: row.get_result_display(),
            total=_agreed,
            counts=lambda row: row.result == MatchResult.AGREE,
        ),
        Column(_("county visit on"), 12, lambda row: row.filing and row.filing.county_visited_on),
        Column(_("last screening on"), 12, _screened),
        Column(_("conclusion of the screening"), 16, _conclusion),
        Column(_("note"), 24, _note),
    )


def _answer(row: NearRelativeDeclaration) -> str:
    return _("nil return") if row.is_nil else str(row.relatives.count())


# Sheets A and B and the alerts as lists.
def declaration_columns(words: Names) -> tuple[Column, ...]:
    return (
        Column(_("number of the declaration"), 34, lambda row: row.number),
        Column(_("name of the staff member"), 10, lambda row: row.member_name, total=len),
        Column(_("ID number"), 20, lambda row: row.masked_id_number),
        Column(_("unit"), 18, lambda row: row.organisation_name),
        Column(_("post"), 14, lambda row: row.post_name),
        Column(_("kind of declaration"), 12, lambda row: row.get_kind_display()),
        Column(_("relatives"), 10, _answer),
        Column(_("signed on"), 12, lambda row: timezone.localdate(row.signed_at)),
        Column(_("state"), 16, lambda row: row.get_status_display()),
    )


def household_columns(words: Names) -> tuple[Column, ...]:
    relation, aids = words.relations, words.aids
    return (
        Column(_("county"), 12, lambda row: words.county(row.township)),
        Column(_("township"), 14, lambda row: words.town(row.township), total=len),
        Column(_("number of the application"), 28, lambda row: row.number),
        Column(_("assisted person (masked)"), 10, lambda row: row.masked_name),
        Column(_("ID number"), 20, lambda row: row.masked_id_number),
        Column(_("kind of assistance"), 12, lambda row: aids.get(row.matter, row.matter)),
        Column(_("people"), 6, lambda row: row.people),
        Column(_("accepted on"), 12, lambda row: row.accepted_on),
        Column(_("name of the staff member"), 10, lambda row: row.staff_name),
        Column(_("relation"), 12, lambda row: relation.get(row.relation, row.relation)),
        Column(_("county visit on"), 12, lambda row: row.county_visited_on),
        Column(_("yuan a month"), 10, lambda row: row.monthly),
        Column(_("state"), 14, lambda row: row.get_state_display()),
    )


def alert_columns(words: Names) -> tuple[Column, ...]:
    return (
        Column(_("county"), 12, lambda row: words.county(row.place)),
        Column(_("unit"), 18, lambda row: row.place.short_name, total=len),
        Column(_("alert"), 20, lambda row: row.get_kind_display()),
        Column(_("name of the staff member"), 10, lambda row: row.staff_name),
        Column(
            _("number of the application"), 28, lambda row: row.filing.number if row.filing else ""
        ),
        Column(_("raised on"), 12, lambda row: timezone.localdate(row.raised_at)),
        Column(_("state"), 14, lambda row: row.get_state_display()),
        Column(_("conclusion"), 20, lambda row: row.get_conclusion_display()),
    )


@dataclass(frozen=True)
class Kind:
    """One of the four: `subjects` are the ways from a row to whose chains say that they were
    taken away.
    """

    title: Any
    columns: Callable[[Names], tuple[Column, ...]]
    prefetch: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ("",)

    def register(self, words: Names) -> Register:
        return Register(
            title=str(self.title),
            columns=self.columns(words),
            log="kinship.export_relatives",
            numbered=True,
        )


REGISTERS = {
    "matches": Kind(
        gettext_lazy("Register of the comparison of near relatives"),
        match_columns,
        ("filing__rescreenings", "filing__recusals", "filing__alerts"),
        ("filing", "relative.declaration"),
    ),
    "declarations": Kind(
        gettext_lazy("Register of near-relative declarations"), declaration_columns, ("relatives",)
    ),
    "households": Kind(gettext_lazy("Register of households on file"), household_columns),
    "alerts": Kind(gettext_lazy("Alerts about near relatives"), alert_columns),
}


def _subjects(rows: list, paths: tuple[str, ...]) -> list:
    """The declarations, households or alerts inside, each once."""
    found = {}
    for row in rows:
        for path in paths:
            target = row
            for name in path.split(".") if path else ():
                target = getattr(target, name, None)
            if target is not None:
                found[target.subject] = target
    return list(found.values())


@transaction.atomic
def export_register(*, kind: str, ask: Ask, by: User, at: datetime) -> Exported:
    """What `by` may see of what was asked for; the log and every chain inside say who took it."""
    chosen = REGISTERS[kind]
    unit, queryset = choose(by, kind, ask)
    rows = list(queryset.prefetch_related(*chosen.prefetch))
    record_many(
        [
            Event(target, EvidenceKind.EXPORTED, at, {"by": by.pk})
            for target in _subjects(rows, chosen.subjects)
        ]
    )
    return export(
        chosen.register(names()),
        rows=rows,
        filled_by=unit.name,
        by=by,
        at=at,
        about=unit,
        name=f"{chosen.title} {unit.short_name}",
        details={"register": kind},
    )
