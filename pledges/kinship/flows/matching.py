"""Compare the two sides, raise what a person must look at, close it with two people."""

import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import OwnRecord, TwoPeople
from cms.lib.locks import held, holding
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.flows.chain import Event, record, record_many
from evidence.queries.rows import vouch
from pledges.kinship.engine import matching as kinship
from pledges.kinship.engine.matching import DutyKind, HouseholdClaim, Pair, Person, StaffClaim
from pledges.kinship.engine.states import AlertKind, AlertState
from pledges.kinship.models.declaration import NearRelative, NearRelativeDeclaration
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import AlertStep, KinshipAlert, KinshipMatch
from pledges.kinship.queries.kept import JUDGED, RAISED
from pledges.kinship.queries.relatives import duties
from staff.models.member import Member
from staff.models.user import User

CHUNK = 400
ANOTHER_LOOKS = _("The second look is taken by another person than the one who concluded.")
Entropy = Callable[[int], bytes]


class OwnAffair(OwnRecord):
    code = "own_affair"
    message = _("This concerns yourself or your relative. Somebody else has to do it.")


@dataclass(frozen=True)
class Raised:
    """An alert to raise, unless one with this key stands already."""

    key: str
    kind: str
    place_id: int
    member_id: int | None = None
    filing_id: int | None = None
    declaration_id: int | None = None
    facts: dict = field(default_factory=dict)


# --- Register C


@transaction.atomic
def compare_households(
    *, hashes: Collection[str], at: datetime, entropy: Entropy = secrets.token_bytes
) -> list[KinshipMatch]:
    """Make the lines of register C anew for these households, and raise what is new."""
    wanted = {one for one in hashes if one}
    rows = NearRelative.objects.filter(id_number_hash__in=wanted, declaration__is_current=True)
    relatives = {
        row.pk: row
        for row in rows.select_related("declaration__member__organisation").order_by("pk")
    }
    filings = {
        row.pk: row
        for row in HouseholdFiling.objects.current()
        .filter(id_number_hash__in=wanted)
        .select_related("member")
        .order_by("-pk")
    }
    KinshipMatch.objects.filter(relative__id_number_hash__in=wanted).delete()
    KinshipMatch.objects.filter(filing__id_number_hash__in=wanted).delete()
    pairs = kinship.match(map(_staff_claim, relatives.values()), map(_household, filings.values()))
    lines = KinshipMatch.objects.bulk_create(
        [line_of(pair, relatives, filings, at) for pair in pairs], batch_size=CHUNK
    )
    pending = [unmatched(line) for line in lines if line.is_pending]
    raise_alerts(raised=pending, at=at, entropy=entropy)
    for filing in filings.values():
        watch_case(filing=filing, at=at, entropy=entropy)
    return lines


def _staff_claim(row: NearRelative) -> StaffClaim:
    member = row.declaration.member
    return StaffClaim(
        ref=row.pk,
        household=row.id_number_hash,
        staff=str(member.pk),
        staff_name=member.name,
        relation=row.relation,
        state=row.state,
    )


def _household(row: HouseholdFiling) -> HouseholdClaim:
    return HouseholdClaim(
        ref=row.pk,
        household=row.id_number_hash,
        related=row.related,
        staff=str(row.member_id or ""),
        staff_name=row.staff_name,
        relation=row.relation,
        id_ok=row.id_ok,
    )


def line_of(
    pair: Pair,
    relatives: dict[int, NearRelative],
    filings: dict[int, HouseholdFiling],
    at: datetime,
) -> KinshipMatch:
    """The (unsaved) line: it stands under the household's township, else the declarer's unit."""
    relative = relatives[pair.staff_ref] if pair.staff_ref else None
    filing = filings[pair.household_ref] if pair.household_ref else None
    declarer = relative.declaration.member if relative else None
    member = declarer or (filing.member if filing else None)
    place: Any = filing.township_id if filing else getattr(member, "organisation_id", None)
    return KinshipMatch(
        place_id=place,
        member=member,
        relative=relative,
        filing=filing,
        result=pair.result,
        compared_at=at,
    )


def unmatched(line: KinshipMatch) -> Raised:
    """Rule 1: what does not agree waits for a person. One alert per case and result."""
    filing = line.filing.code if line.filing else ""
    case = f"rel:{line.relative.series}" if line.relative else f"fil:{filing}"
    return Raised(
        key=f"{case}:{line.result}",
        kind=AlertKind.UNMATCHED,
        place_id=line.place_id,
        member_id=line.member.pk if line.member else None,
        filing_id=line.filing.pk if line.filing else None,
        declaration_id=line.relative.declaration_id if line.relative else None,
        facts={"result": str(line.result)},
    )


# --- Rule 2: who must step back


def watch_case(
    *, filing: HouseholdFiling, at: datetime, entropy: Entropy = secrets.token_bytes
) -> None:
    """Raise an alert for each relative among those who took part. The caller holds the lock."""
    people = list(filing.case_people.all())
    declared = NearRelative.objects.filter(
        id_number_hash=filing.id_number_hash, declaration__is_current=True
    ).values_list("declaration__member_id", "declaration__member_name")
    related = [Person(str(pk), name) for pk, name in declared]
    if filing.related:
        related.append(Person(str(filing.member_id or ""), filing.staff_name))
    took_part = [Person(str(row.member_id or ""), row.name) for row in people]
    raise_alerts(
        raised=[
            _not_recused(filing, people[one.index], one)
            for one in kinship.conflicts(related, took_part)
        ],
        at=at,
        entropy=entropy,
    )


def _not_recused(filing: HouseholdFiling, person, conflict: kinship.Conflict) -> Raised:
    who = person.member_id or conflict.relative_of.key or person.name
    return Raised(
        key=f"rec:{filing.code}:{who}:{person.role}",
        kind=AlertKind.NOT_RECUSED,
        place_id=filing.township_id,
        member_id=person.member_id or (int(conflict.relative_of.key or 0) or None),
        filing_id=filing.pk,
        facts={"part": person.role, "certain": conflict.certain},
    )


# --- Rule 3: late declarations


@transaction.atomic
def raise_late_declarations(
    *, members: Iterable[Member], at: datetime, entropy: Entropy = secrets.token_bytes
) -> int:
    """Raise a reminder for everybody whose declaration is overdue; how many are new."""
    people = list(members)
    today = timezone.localdate(at)
    due = duties(people)
    return len(
        raise_alerts(
            raised=[
                late(member, due[member.pk])
                for member in people
                if due[member.pk].is_overdue(today)
            ],
            at=at,
            entropy=entropy,
        )
    )


def late(member: Member, duty: kinship.Duty) -> Raised:
    after_post = duty.kind == DutyKind.CHANGE
    return Raised(
        key=f"due:{member.pk}:{duty.kind}:{duty.due_on}",
        kind=AlertKind.POST_CHANGED if after_post else AlertKind.OVERDUE,
        place_id=member.organisation_id,
        member_id=member.pk,
        facts={"due_on": str(duty.due_on), "duty": str(duty.kind)},
    )


@transaction.atomic
def settle_reminders(*, declaration: NearRelativeDeclaration, at: datetime) -> None:
    """A signature ends the reminders of this person: nobody has to judge them."""
    mine = KinshipAlert.objects.filter(member=declaration.member)
    for alert in holding(mine.reminders().unsettled()):
        KinshipAlert.moves.to(alert, AlertState.SETTLED)
        alert.declaration = declaration
        alert.save(update_fields=["state", "declaration"])
        data = {"declaration": declaration.code, **vouch((JUDGED, alert))}
        record(Event(alert, KinshipEvent.SETTLED, at, data))


# --- Alerts


@transaction.atomic
def raise_alerts(
    *, raised: Iterable[Raised], at: datetime, entropy: Entropy = secrets.token_bytes
) -> list[KinshipAlert]:
    """Raise those whose key is new. An alert that was closed is not raised again."""
    wanted = {one.key: one for one in raised}
    known = set(KinshipAlert.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
    fresh = KinshipAlert.objects.bulk_create(
        [make_alert(one, at, entropy) for key, one in wanted.items() if key not in known],
        batch_size=CHUNK,
    )
    record_many([Event(alert, KinshipEvent.ALERTED, at, alert_data(alert)) for alert in fresh])
    return fresh


def make_alert(one: Raised, at: datetime, entropy: Entropy) -> KinshipAlert:
    return KinshipAlert(
        code=make_code(entropy(RANDOM_BYTES)),
        key=one.key,
        kind=one.kind,
        place_id=one.place_id,
        member_id=one.member_id,
        filing_id=one.filing_id,
        declaration_id=one.declaration_id,
        facts=one.facts,
        raised_at=at,
    )


def alert_data(alert: KinshipAlert) -> dict:
    rows = vouch((RAISED, alert), (JUDGED, alert))
    return {"alert": str(alert.kind), **alert.facts, **rows}


def not_own(alert: KinshipAlert, by: User) -> None:
    """Raises OwnAffair when `by` is the person the alert speaks of."""
    if alert.member_id and alert.member_id == getattr(getattr(by, "member", None), "pk", None):
        raise OwnAffair


@transaction.atomic
def conclude_alert(
    *, alert: KinshipAlert, conclusion: str, words: str, by: User, at: datetime
) -> KinshipAlert:
    """The county says what it is. Closed only by the second look. Raises MovedOn, OwnAffair."""
    locked = held(alert)
    not_own(locked, by)
    KinshipAlert.moves.to(locked, AlertState.CONCLUDED)
    locked.conclusion = conclusion
    locked.concluded_by, locked.concluded_at = by, at
    locked.save()
    _step(locked, "concluded", words, by, at)
    data = {"by": by.pk, "conclusion": conclusion, "reason": words, **vouch((JUDGED, locked))}
    record(Event(locked, KinshipEvent.CONCLUDED, at, data))
    log(locked, "kinship.conclude_alert", user=by, data={"reason": words})
    return locked


@transaction.atomic
def look_again(
    *, alert: KinshipAlert, agreed: bool, words: str, by: User, at: datetime
) -> KinshipAlert:
    """Another person agrees, and it is closed; or opens it again.

    Raises MovedOn, TwoPeople, OwnAffair.
    """
    locked = held(alert)
    KinshipAlert.moves.to(locked, AlertState.CLOSED if agreed else AlertState.OPEN)
    if locked.concluded_by_id == by.pk:
        raise TwoPeople(ANOTHER_LOOKS)
    not_own(locked, by)
    if agreed:
        locked.closed_by, locked.closed_at = by, at
    locked.save()
    _step(locked, "agreed" if agreed else "reopened", words, by, at)
    data = {"by": by.pk, "agreed": agreed, "reason": words, **vouch((JUDGED, locked))}
    record(Event(locked, KinshipEvent.LOOKED_AGAIN, at, data))
    log(locked, "kinship.look_again", user=by, data={"reason": words})
    return locked


def _step(alert: KinshipAlert, kind: str, words: str, by: User, at: datetime) -> None:
    AlertStep.objects.create(
        alert=alert,
        kind=kind,
        conclusion=alert.conclusion,
        words=words,
        by=by,
        by_name=str(by),
        at=at,
    )


def find_late(today: date) -> list[Member]:
    """Everybody in post whose declaration is overdue."""
    members = list(Member.objects.active().only("pk", "organisation_id"))
    due = duties(members)
    return [member for member in members if due[member.pk].is_overdue(today)]
