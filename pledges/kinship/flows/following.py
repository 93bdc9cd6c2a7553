"""What follows once a household is on file: notes, screenings, recusals, whole numbers."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, MovedOn, need_reason
from evidence.flows.chain import Event, record
from evidence.queries.rows import vouch
from pledges.kinship.engine.states import HouseholdState
from pledges.kinship.flows.households import check_day, held_filing, refuse_own
from pledges.kinship.flows.matching import compare_households
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.models.household import (
    HouseholdFiling,
    HouseholdNote,
    Recusal,
    Rescreening,
)
from pledges.kinship.queries.kept import NOTE, RECUSAL, RESCREENING, STATE
from pledges.kinship.queries.relatives import related_members
from staff.models.member import Member
from staff.models.user import User


class AlreadyScreened(DomainError):
    code = "already_screened"
    message = _("This household was already looked through this year.")


class NoRelative(DomainError):
    code = "no_relative"
    message = _("Neither side names this person as a relative of the household.")


@transaction.atomic
def add_note(*, filing: HouseholdFiling, values: dict, by: User, at: datetime) -> HouseholdNote:
    """A change of the assistance; one that stops it takes the household off the file.

    Raises MovedOn, DayWrong, OwnAffair.
    """
    locked = held_filing(filing)
    if not locked.is_on_file and locked.state != HouseholdState.CONFIRMED:
        raise MovedOn
    refuse_own(locked, by)
    check_day(locked, values["on"], at)
    note = HouseholdNote.objects.create(filing=locked, by=by, at=at, **values)
    if values.get("monthly") is not None:
        locked.monthly = values["monthly"]
    if note.kind == HouseholdNote.Kind.STOP:
        HouseholdFiling.moves.to(locked, HouseholdState.STOPPED)
    locked.save()
    data = {"by": by.pk, "on": str(note.on), "change": str(note.kind)}
    record(Event(locked, KinshipEvent.NOTED, at, data | vouch((NOTE, note), (STATE, locked))))
    compare_households(hashes={locked.id_number_hash}, at=at)
    return note


@transaction.atomic
def rescreen(*, filing: HouseholdFiling, values: dict, by: User, at: datetime) -> Rescreening:
    """Look through one household, step by step, once a year.

    Raises MovedOn, DayWrong, AlreadyScreened, OwnAffair.
    """
    locked = held_filing(filing)
    if not locked.is_on_file:
        raise MovedOn
    refuse_own(locked, by)
    check_day(locked, values["on"], at)
    if locked.rescreenings.filter(year=values["on"].year).exists():
        raise AlreadyScreened
    row = Rescreening.objects.create(
        filing=locked, year=values["on"].year, by=by, by_name=str(by), at=at, **values
    )
    data = screening_data(row) | vouch((RESCREENING, row))
    record(Event(locked, KinshipEvent.RESCREENED, at, data))
    return row


def screening_data(row: Rescreening) -> dict:
    return {
        "by": row.by_id,
        "year": row.year,
        "steps": f"{row.application}/{row.acceptance}/{row.confirmation}",
        "conclusion": str(row.conclusion),
    }


@transaction.atomic
def record_recusal(
    *, filing: HouseholdFiling, member: Member, values: dict, by: User, at: datetime
) -> Recusal:
    """Somebody stepped back; a repeat finds it recorded. Raises NoRelative, DayWrong."""
    locked = held_filing(filing)
    if member.pk not in related_members(locked):
        raise NoRelative
    check_day(locked, values["on"], at)
    row, made = Recusal.objects.get_or_create(
        filing=locked,
        member=member,
        role=values["role"],
        defaults={
            "member_name": member.name,
            "substitute": values["substitute"],
            "reason": values["reason"],
            "on": values["on"],
            "by": by,
            "at": at,
        },
    )
    if made:
        data = {"by": by.pk, "member": member.pk, "part": values["role"]}
        record(Event(locked, KinshipEvent.RECUSED, at, data | vouch((RECUSAL, row))))
    return row


@dataclass(frozen=True)
class WholeHousehold:
    """The whole numbers of one household, for one look."""

    name: str
    id_number: str
    registered_at: str
    lives_at: str
    staff_phone: str


@transaction.atomic
def unmask_household(
    *, filing: HouseholdFiling, reason: str, by: User, at: datetime
) -> WholeHousehold:
    """The whole numbers, against a reason that is kept in the chain. Raises ReasonMissing."""
    reason = need_reason(reason)
    locked = held_filing(filing)
    record(Event(locked, KinshipEvent.UNMASKED, at, {"by": by.pk, "reason": reason}))
    log(locked, "kinship.unmask_household", user=by, data={"reason": reason})
    return WholeHousehold(
        locked.name,
        locked.id_number,
        locked.registered_at,
        locked.lives_at,
        locked.staff_phone,
    )


@transaction.atomic
def note_household_reading(*, filing: HouseholdFiling, by: User, at: datetime) -> None:
    """Somebody opened the household's page: that is evidence."""
    locked = held_filing(filing)
    if locked.accepted_by_id != by.pk:
        record(Event(locked, KinshipEvent.READ, at, {"by": by.pk}))
