"""Reads about near relatives: words of the lists, deadlines, counts by unit."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils.timezone import localdate

from pledges.kinship.engine.declaration import RelativeLine
from pledges.kinship.engine.matching import Deadlines, Duty, duty
from pledges.kinship.models.declaration import (
    AID_STATE_LABELS,
    KinshipRules,
    KinshipTerm,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.kinship.models.household import HouseholdFiling
from staff.models.member import Appointment, Member

CHINESE_STATES = {"applying": "申请中", "receiving": "享受中", "stopped": "已停"}
assert CHINESE_STATES.keys() == AID_STATE_LABELS.keys()  # noqa: S101 - the form has these three


def words_of(kind: str) -> dict[str, str]:
    """Code → word of one list, withdrawn words included: old rows still use them."""
    return dict(KinshipTerm.objects.filter(kind=kind).values_list("code", "label"))


def offered(kind: str) -> list[tuple[str, str]]:
    """What a form offers, in the list's order."""
    rows = KinshipTerm.objects.filter(kind=kind, active=True)
    return list(rows.values_list("code", "label"))


def deadlines() -> Deadlines:
    rules = KinshipRules.objects.first()
    return rules.deadlines if rules else Deadlines()


def last_signed(member: Member) -> NearRelativeDeclaration | None:
    """The declaration that counts, if there is one."""
    return NearRelativeDeclaration.objects.current().filter(member=member).first()


def duty_of(member: Member) -> Duty | None:
    """What this person has to declare next; None for who has left."""
    if not member.is_active:
        return None
    return duties([member])[member.pk]


def duties(members: Iterable[Member]) -> dict[int, Duty]:
    """What each has to declare next; three queries for all of them."""
    chosen = [member.pk for member in members]
    rules = deadlines()
    since = dict(
        Appointment.objects.filter(ends_on__isnull=True, member_id__in=chosen).values_list(
            "member_id", "starts_on"
        )
    )
    signed = signed_days(chosen)
    return {
        pk: duty(signed.get(pk), since.get(pk, date.min.replace(year=2000)), rules) for pk in chosen
    }


def signed_days(members: Iterable[int]) -> dict[int, date]:
    """The local day of each member's counting declaration."""
    rows = NearRelativeDeclaration.objects.current().filter(member_id__in=list(members))
    return {row.member_id: localdate(row.signed_at) for row in rows.only("member_id", "signed_at")}


def lines_of(declaration: NearRelativeDeclaration) -> list[RelativeLine]:
    """The relatives in words, as the text and the comparison of years need them."""
    words = {kind: words_of(kind) for kind in ("relation", "aid")}
    return [line_of_relative(row, words) for row in declaration.relatives.all()]


def line_of_relative(row: NearRelative, words: dict[str, dict[str, str]]) -> RelativeLine:
    return RelativeLine(
        series=row.series,
        relation=words["relation"].get(row.relation, row.relation),
        name=row.name,
        id_number=row.id_number,
        registered_at=row.registered_at,
        lives_at=row.lives_at,
        aid=words["aid"].get(row.aid, row.aid),
        state=CHINESE_STATES[row.state],
        people=row.people,
        monthly=row.monthly,
        since=row.since,
        took_part=row.took_part,
        took_part_in=row.took_part_in,
    )


# --- Counts by unit: one grouped query per kind of row


def _grouped(rows: QuerySet, path: str, width: int, **counts: Count) -> dict[str, dict[str, int]]:
    found = rows.order_by().annotate(unit_path=Substr(path, 1, width)).values("unit_path")
    return {row.pop("unit_path"): row for row in found.annotate(**counts)}


NAMES = (
    "people",
    "declared",
    "nil",
    "households",
    "pending",
    "alerts",
    "unscreened",
)


def counts_by_unit(
    rows: dict[str, QuerySet], width: int, *, year: int
) -> dict[str, dict[str, int]]:
    """Figures by the first `width` characters of the path. `rows`: the querysets within reach.

    people: in post · declared: of them with a counting declaration · nil: of these, nil returns ·
    households: on file · pending: lines that do not agree · alerts: open or waiting for the second
    look · unscreened: on file and not looked through this year.
    """
    current = Q(declarations__is_current=True)
    parts = [
        _grouped(
            rows["members"],
            "organisation__path",
            width,
            people=Count("pk", distinct=True),
            declared=Count("pk", distinct=True, filter=current),
            nil=Count("pk", distinct=True, filter=current & Q(declarations__has_relatives=False)),
        ),
        _grouped(rows["households"].on_file(), "township__path", width, households=Count("pk")),
        _grouped(
            rows["households"].unscreened(year), "township__path", width, unscreened=Count("pk")
        ),
        _grouped(rows["matches"].pending(), "place__path", width, pending=Count("pk")),
        _grouped(
            rows["alerts"].unsettled(),
            "place__path",
            width,
            alerts=Count("pk"),
        ),
    ]
    found: dict[str, dict[str, int]] = {}
    for part in parts:
        for path, row in part.items():
            found.setdefault(path, dict.fromkeys(NAMES, 0)).update(row)
    return dict(sorted(found.items()))


def open_alerts(alerts: QuerySet) -> QuerySet:
    """Neither closed nor settled."""
    return alerts.unsettled()


def people_named(name: str, county_path: str) -> list[Member]:
    """Members in post of that name within one county; a staff number finds one everywhere."""
    by_number = Member.objects.active().filter(staff_number=name)
    if by_number:
        return list(by_number)
    return list(
        Member.objects.active().filter(name=name, organisation__path__startswith=county_path)
    )


def related_members(filing: HouseholdFiling) -> set[int]:
    """Staff whom either side names as a relative of this household."""
    declared = NearRelative.objects.filter(
        id_number_hash=filing.id_number_hash, declaration__is_current=True
    ).values_list("declaration__member_id", flat=True)
    named = {filing.member_id} if filing.related and filing.member_id else set()
    return set(declared) | named
