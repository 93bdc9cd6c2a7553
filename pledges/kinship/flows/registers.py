"""Registers of near relatives as official Excel: masked, with who and when at the foot."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.log_actions import log

from cms.lib.tables.writing import Column, write_register
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record_many
from pledges.kinship.engine.matching import MatchResult
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import KinshipAlert, KinshipMatch
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


# --- Register C, in the order of the sample


def match_columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(pgettext("register C", "county"), 12),
        Column(pgettext("register C", "township"), 14),
        Column(_("name of the staff member"), 10),
        Column(_("unit"), 18),
        Column(pgettext("register C", "post"), 14),
        Column(_("relation"), 12),
        Column(_("assisted person (masked)"), 10),
        Column(_("kind of assistance"), 12),
        Column(_("people"), 6),
        Column(pgettext("register C", "yuan a month"), 10),
        Column(_("date of sheet A"), 12),
        Column(_("date of sheet B"), 12),
        Column(_("result of the comparison"), 14),
        Column(_("county visit on"), 12),
        Column(_("last screening on"), 12),
        Column(_("conclusion of the screening"), 16),
        Column(_("note"), 24),
    ]


def match_line(number: int, row: KinshipMatch, words: Names) -> list[object]:
    filing, relative, member = row.filing, row.relative, row.member
    side: Any = filing or relative  # one of them is there: a constraint of the table
    last = _last(filing.rescreenings.all()) if filing else None
    aid = filing.matter if filing else side.aid
    return [
        number,
        words.county(row.place),
        words.town(row.place),
        row.staff_name,
        member.organisation.name if member else side.staff_unit,
        member.post.name if member else side.staff_post,
        words.relations.get(row.relation, row.relation),
        row.masked_person,
        words.aids.get(aid, aid),
        side.people,
        _monthly(row),
        timezone.localdate(relative.declaration.signed_at) if relative else None,
        filing.accepted_on if filing else None,
        str(row.get_result_display()),
        filing.county_visited_on if filing else None,
        last.on if last else None,
        str(last.get_conclusion_display()) if last else "",
        _note(row),
    ]


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


# --- Sheets A and B and the alerts as lists


def declaration_columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("number of the declaration"), 34),
        Column(_("name of the staff member"), 10),
        Column(_("ID number"), 20),
        Column(_("unit"), 18),
        Column(_("post"), 14),
        Column(_("kind of declaration"), 12),
        Column(_("relatives"), 10),
        Column(_("signed on"), 12),
        Column(_("state"), 16),
    ]


def declaration_line(number: int, row: NearRelativeDeclaration, words: Names) -> list[object]:
    return [
        number,
        row.number,
        row.member_name,
        row.masked_id_number,
        row.organisation_name,
        row.post_name,
        str(row.get_kind_display()),
        _("nil return") if row.is_nil else str(row.relatives.count()),
        timezone.localdate(row.signed_at),
        str(row.get_status_display()),
    ]


def household_columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("county"), 12),
        Column(_("township"), 14),
        Column(_("number of the application"), 28),
        Column(_("assisted person (masked)"), 10),
        Column(_("ID number"), 20),
        Column(_("kind of assistance"), 12),
        Column(_("people"), 6),
        Column(_("accepted on"), 12),
        Column(_("name of the staff member"), 10),
        Column(_("relation"), 12),
        Column(_("county visit on"), 12),
        Column(_("yuan a month"), 10),
        Column(_("state"), 14),
    ]


def household_line(number: int, row: HouseholdFiling, words: Names) -> list[object]:
    return [
        number,
        words.county(row.township),
        words.town(row.township),
        row.number,
        row.masked_name,
        row.masked_id_number,
        words.aids.get(row.matter, row.matter),
        row.people,
        row.accepted_on,
        row.staff_name,
        words.relations.get(row.relation, row.relation),
        row.county_visited_on,
        row.monthly,
        str(row.get_state_display()),
    ]


def alert_columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("county"), 12),
        Column(_("unit"), 18),
        Column(_("alert"), 20),
        Column(_("name of the staff member"), 10),
        Column(_("number of the application"), 28),
        Column(_("raised on"), 12),
        Column(_("state"), 14),
        Column(_("conclusion"), 20),
    ]


def alert_line(number: int, row: KinshipAlert, words: Names) -> list[object]:
    return [
        number,
        words.county(row.place),
        row.place.short_name,
        str(row.get_kind_display()),
        row.staff_name,
        row.filing.number if row.filing else "",
        timezone.localdate(row.raised_at),
        str(row.get_state_display()),
        str(row.get_conclusion_display()),
    ]


@dataclass(frozen=True)
class Register:
    title: Any
    columns: Callable[[], list[Column]]
    line: Callable[[int, Any, Names], list[object]]
    prefetch: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()  # whose chains say that they were taken away


REGISTERS = {
    "matches": Register(
        gettext_lazy("Register of the comparison of near relatives"),
        match_columns,
        match_line,
        ("filing__rescreenings", "filing__recusals", "filing__alerts"),
        ("filing", "relative.declaration"),
    ),
    "declarations": Register(
        gettext_lazy("Register of near-relative declarations"),
        declaration_columns,
        declaration_line,
        ("relatives",),
        ("",),
    ),
    "households": Register(
        gettext_lazy("Register of households on file"),
        household_columns,
        household_line,
        (),
        ("",),
    ),
    "alerts": Register(
        gettext_lazy("Alerts about near relatives"), alert_columns, alert_line, (), ("",)
    ),
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
def export_register(*, kind: str, ask: Ask, by: User, at: datetime) -> tuple[str, bytes]:
    """(file name, xlsx) of what `by` may see; the log and every chain inside say who took it."""
    register = REGISTERS[kind]
    unit, rows = choose(by, kind, ask)
    chosen = list(rows.prefetch_related(*register.prefetch))
    words = names()
    columns = register.columns()
    totals: list[object] = ["", _("Total"), len(chosen), *[""] * (len(columns) - 3)]
    if kind == "matches":
        agreed = sum(row.result == MatchResult.AGREE for row in chosen)
        totals[10] = sum(_monthly(row) or 0 for row in chosen)
        totals[13] = _("%(count)d agree") % {"count": agreed}
    data = write_register(
        columns,
        [register.line(number, row, words) for number, row in enumerate(chosen, 1)],
        title=str(register.title),
        filled_by=unit.name,
        at=timezone.localtime(at),
        exported_by=str(by),
        totals=totals,
    )
    record_many(
        [
            Event(target, EvidenceKind.EXPORTED, at, {"by": by.pk})
            for target in _subjects(chosen, register.subjects)
        ]
    )
    log(unit, "kinship.export_relatives", user=by, data={"rows": len(chosen), "register": kind})
    return f"{register.title} {unit.short_name}.xlsx", data
