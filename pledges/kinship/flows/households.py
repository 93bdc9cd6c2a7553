"""Sheet B: filed by the township, visited and confirmed by the county, followed year by year."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.crypto import lookup_hash
from cms.lib.errors import DomainError, MovedOn, TwoPeople
from cms.lib.locks import held, next_number
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.engine.strokes import Signature, svg_path
from evidence.flows.chain import Event, record
from evidence.flows.refusals import SignatureRefused
from evidence.queries.rows import vouch
from pledges.kinship.engine.states import HouseholdState
from pledges.kinship.flows.matching import OwnAffair, compare_households, watch_case
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.models.household import (
    CasePerson,
    HouseholdFiling,
)
from pledges.kinship.queries.kept import FILED, STATE, VISITED
from pledges.kinship.queries.relatives import people_named, related_members
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User

STEP = Organisation.steplen
TWO_VISIT = _("Two different people visit together.")


class NotAsked(DomainError):
    code = "not_asked"
    message = _("Ask aloud about relatives among staff and tick it, whatever the answer is.")


class VisitFirst(DomainError):
    code = "visit_first"
    message = _("The county visits a household on file before it decides.")


class DayWrong(DomainError):
    code = "household_day"
    message = _("The day must lie after the acceptance and not in the future.")


@dataclass(frozen=True)
class Part:
    """Somebody who took part: a name or a staff number, as typed."""

    role: str
    name: str


@dataclass(frozen=True)
class Acceptance:
    """What the form gives: model fields, who took part, the applicant's drawing if any."""

    values: dict
    people: Sequence[Part] = ()
    drawn: Signature | None = None
    replaces: HouseholdFiling | None = None
    code: str = ""  # made with the form, so that sending it twice files once


def held_filing(filing: HouseholdFiling) -> HouseholdFiling:
    return held(filing, "township", "member")


def county_path(township: Organisation) -> str:
    return township.path[: 2 * STEP]


@transaction.atomic
def file_household(
    *,
    township: Organisation,
    acceptance: Acceptance,
    by: User,
    at: datetime,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> HouseholdFiling:
    """Enter one household and compare it at once. A repeat with the same `code` is the same row.

    Raises NotAsked, TwoPeople, SignatureRefused, OwnAffair, MovedOn.
    """
    values = acceptance.values
    if not values["asked"]:
        raise NotAsked
    code = acceptance.code or make_code(entropy(RANDOM_BYTES))
    held(township)  # its numbers are given out one after the other
    known = HouseholdFiling.objects.filter(code=code, accepted_by=by).first()
    if known:
        return known
    _check_visitors(values, acceptance.people)
    head = f"家庭-{township.code}-{timezone.localdate(at).year}-"
    filing = HouseholdFiling(
        township=township,
        code=code,
        number=next_number(head, HouseholdFiling.objects.all(), width=4),
        id_number_hash=lookup_hash("id_number", values["id_number"]),
        member=_named_staff(values, township),
        accepted_by=by,
        created_at=at,
        replaces=acceptance.replaces,
        **values,
    )
    _draw(filing, acceptance.drawn)
    filing.save()
    refuse_own(filing, by)
    _replace(filing, by, at)
    data = {"by": by.pk, "number": filing.number, "related": filing.related, "asked": True}
    record(Event(filing, KinshipEvent.FILED, at, data | vouch((FILED, filing), (STATE, filing))))
    _take_part(filing, [*acceptance.people, *_own_part(by)], at)
    compare_households(hashes={filing.id_number_hash, *_replaced_hash(filing)}, at=at)
    return filing


def _check_visitors(values: dict, people: Sequence[Part]) -> None:
    visitors = [one.name for one in people if one.role == CasePerson.Role.VISITOR]
    if values["related"] and len(set(visitors)) < 2:
        raise TwoPeople(TWO_VISIT)


def _named_staff(values: dict, township: Organisation) -> Member | None:
    """The one person of the roster the household means; None when it is not certain."""
    if not values["related"]:
        return None
    phone = values.get("staff_phone", "")
    if phone:
        by_phone = Member.objects.active().filter(
            name=values["staff_name"], mobile_hash=lookup_hash("mobile", phone)
        )
        if len(found := list(by_phone)) == 1:
            return found[0]
    found = people_named(values["staff_name"], county_path(township))
    return found[0] if len(found) == 1 else None


def _draw(filing: HouseholdFiling, drawn: Signature | None) -> None:
    if filing.signed_how != HouseholdFiling.SignedHow.DRAWN:
        return
    if drawn is None:
        raise SignatureRefused
    filing.strokes, filing.path = drawn.as_data(), svg_path(drawn)


def _replace(filing: HouseholdFiling, by: User, at: datetime) -> None:
    if filing.replaces is None:
        return
    old = held_filing(filing.replaces)
    HouseholdFiling.moves.to(old, HouseholdState.REPLACED)
    old.save(update_fields=["state"])
    data = {"by": by.pk, "number": filing.number, **vouch((STATE, old))}
    record(Event(old, KinshipEvent.SUPERSEDED, at, data))


def _replaced_hash(filing: HouseholdFiling) -> set[str]:
    return {filing.replaces.id_number_hash} if filing.replaces else set()


def _own_part(by: User) -> list[Part]:
    """Whoever enters or decides takes part as a reviewer, when the roster has them."""
    member = getattr(by, "member", None)
    return [Part(CasePerson.Role.REVIEWER, member.staff_number)] if member else []


def _take_part(filing: HouseholdFiling, people: Sequence[Part], at: datetime) -> None:
    """Write down who took part, and look whether one of them is a relative."""
    rows = []
    for one in people:
        found = people_named(one.name, county_path(filing.township))
        member = found[0] if len(found) == 1 else None
        name = member.name if member else one.name
        rows.append(CasePerson(filing=filing, role=one.role, name=name, member=member, at=at))
    CasePerson.objects.bulk_create(rows)


def refuse_own(filing: HouseholdFiling, by: User) -> None:
    member = getattr(by, "member", None)
    if member and member.pk in related_members(filing):
        raise OwnAffair


def check_day(filing: HouseholdFiling, on: date, at: datetime) -> None:
    if not filing.accepted_on <= on <= timezone.localdate(at):
        raise DayWrong


@transaction.atomic
def record_visit(
    *, filing: HouseholdFiling, on: date, people: Sequence[str], found: str, by: User, at: datetime
) -> HouseholdFiling:
    """The county was there. Raises MovedOn, DayWrong, TwoPeople, OwnAffair."""
    locked = held_filing(filing)
    if not locked.is_open:
        raise MovedOn
    refuse_own(locked, by)
    check_day(locked, on, at)
    if len(set(people)) < 2:
        raise TwoPeople(TWO_VISIT)
    locked.county_visited_on, locked.county_found = on, found
    locked.save(update_fields=["county_visited_on", "county_found"])
    _take_part(locked, [Part(CasePerson.Role.COUNTY_VISITOR, name) for name in people], at)
    watch_case(filing=locked, at=at)
    data = {"by": by.pk, "on": str(on), **vouch((VISITED, locked))}
    record(Event(locked, KinshipEvent.VISITED, at, data))
    return locked


@dataclass(frozen=True)
class Decision:
    """The county's result; `monthly` and `starts_on` when it approves."""

    approved: bool
    words: str
    monthly: Decimal | None = None
    starts_on: date | None = None


@transaction.atomic
def confirm_household(
    *, filing: HouseholdFiling, decision: Decision, by: User, at: datetime
) -> HouseholdFiling:
    """The county decides, after its visit. Raises MovedOn, VisitFirst, OwnAffair."""
    locked = held_filing(filing)
    if not locked.is_open:
        raise MovedOn
    if locked.related and locked.county_visited_on is None:
        raise VisitFirst
    refuse_own(locked, by)
    state = HouseholdState.CONFIRMED if decision.approved else HouseholdState.REFUSED
    HouseholdFiling.moves.to(locked, state)
    locked.county_result = decision.words
    locked.monthly, locked.starts_on = decision.monthly, decision.starts_on
    locked.save()
    _take_part(locked, _own_part(by), at)
    data = {"by": by.pk, "approved": decision.approved, "words": decision.words}
    record(Event(locked, KinshipEvent.CONFIRMED, at, data | vouch((STATE, locked))))
    log(locked, "kinship.confirm_household", user=by, data={"reason": decision.words})
    compare_households(hashes={locked.id_number_hash}, at=at)
    return locked
