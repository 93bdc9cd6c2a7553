"""One person at a time: transfer, leave, look behind the mask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, need_reason, not_own_record
from cms.lib.locks import held
from staff.flows.roster_writes import (
    ONE_DAY,
    Stamp,
    close_appointments,
    lock_roster,
    record,
    write_leavers,
)
from staff.models.member import Appointment, Member
from staff.models.organisation import Organisation, Post
from staff.models.roster import RosterChange, UnmaskEvent
from staff.models.user import User
from staff.permissions import POLICY


class AlreadyLeft(DomainError):
    code = "already_left"
    message = _("%(name)s has already left.")


class NothingMoves(DomainError):
    code = "nothing_moves"
    message = _("%(name)s already holds this post there.")


class TargetOutOfReach(DomainError):
    code = "target_out_of_reach"
    message = _("You may move people only within your own organisations.")


class RolesElsewhere(DomainError):
    """Leaving closes the account: that is for whoever may manage the whole of it."""

    code = "roles_elsewhere"
    message = _(
        "%(name)s holds roles outside your organisations: the accounts administrator there, or"
        " above, records the leaving."
    )


class DayInFuture(DomainError):
    code = "day_in_future"
    message = _("The day lies in the future. Record it when it has come.")


class DayTooEarly(DomainError):
    code = "day_too_early"
    message = _("The present post began on %(day)s: the day cannot lie before.")


@dataclass(frozen=True)
class Unmasked:
    """The whole numbers, for one look."""

    id_number: str
    mobile: str


def _held(member: Member) -> Member:
    lock_roster()
    return held(member, "organisation", "post", "user")


def _check_day(member: Member, day: date, at: datetime) -> None:
    if day > localdate(at):
        raise DayInFuture
    open_one = Appointment.objects.filter(member=member, ends_on__isnull=True).first()
    if open_one and day < open_one.starts_on:
        raise DayTooEarly(day=open_one.starts_on)


@transaction.atomic
def transfer_member(
    *,
    member: Member,
    organisation: Organisation,
    post: Post,
    on: date,
    reason: str,
    by: User,
    at: datetime,
    village: str = "",
) -> Member:
    """Close the present appointment and open another, from the day `on`.

    Raises ReasonMissing, OwnRecord, AlreadyLeft, TargetOutOfReach, NothingMoves, DayInFuture,
    DayTooEarly.
    """
    reason, locked = need_reason(reason), _held(member)
    not_own_record(by, locked.user_id)
    _check_transfer(locked, organisation, post, village, by)
    _check_day(locked, on, at)
    before = _place(locked)
    left = locked.organisation_id
    locked.organisation, locked.post, locked.village = organisation, post, village
    locked.save(update_fields=["organisation", "post", "village"])
    close_appointments([locked.pk], on - ONE_DAY)
    Appointment.objects.create(
        member=locked,
        organisation=organisation,
        post=post,
        village=village,
        starts_on=on,
        source=reason[:120],
    )
    change = RosterChange(
        member=locked,
        kind=RosterChange.Kind.MOVED,
        before=before,
        after=_place(locked),
        organisation=organisation,
        from_organisation_id=left,
    )
    record([change], Stamp(by, at, on, None, reason))
    log(instance=locked, action="staff.transfer", user=by, data={"reason": reason})
    return locked


def _check_transfer(
    member: Member, organisation: Organisation, post: Post, village: str, by: User
) -> None:
    if not member.is_active:
        raise AlreadyLeft(name=member.name)
    roots = POLICY.reach(by, "staff.manage_roster")
    if not Organisation.objects.under(*roots).filter(pk=organisation.pk).exists():
        raise TargetOutOfReach
    place = (organisation.pk, post.pk, village)
    if place == (member.organisation_id, member.post_id, member.village):
        raise NothingMoves(name=member.name)


def check_leavers(members: Iterable[Member], by: User) -> None:
    """Nobody records the own leaving, or closes an account that reaches beyond the own reach.

    Raises OwnRecord, RolesElsewhere.
    """
    holders = {member.user_id: member.name for member in members if member.user_id}
    not_own_record(by, *holders)
    whole = POLICY.scope(by, "staff.manage_account", User.objects.all())
    beyond = set(holders) - set(whole.filter(pk__in=holders).values_list("pk", flat=True))
    if beyond:
        raise RolesElsewhere(name="、".join(sorted(holders[pk] for pk in beyond)[:5]))


def _place(member: Member) -> dict[str, str]:
    return {
        "organisation": str(member.organisation),
        "post": str(member.post),
        "village": member.village,
    }


@transaction.atomic
def record_leaving(*, member: Member, on: date, reason: str, by: User, at: datetime) -> Member:
    """The person has left on `on`: account closed, sessions, roles and appointment ended.

    The row and everything earned stay. Raises ReasonMissing, OwnRecord, AlreadyLeft,
    RolesElsewhere, DayInFuture, DayTooEarly.
    """
    reason, locked = need_reason(reason), _held(member)
    if not locked.is_active:
        raise AlreadyLeft(name=locked.name)
    check_leavers([locked], by)
    _check_day(locked, on, at)
    write_leavers(Member.objects.filter(pk=locked.pk), Stamp(by, at, on, None, reason))
    log(instance=locked, action="staff.leave", user=by, data={"reason": reason})
    locked.refresh_from_db()
    return locked


@transaction.atomic
def unmask(*, member: Member, reason: str, by: User, at: datetime) -> Unmasked:
    """The whole ID number and phone, against a reason that is kept. Raises ReasonMissing."""
    reason = need_reason(reason)
    UnmaskEvent.objects.create(member=member, by=by, reason=reason, at=at)
    log(instance=member, action="staff.unmask", user=by, data={"reason": reason})
    return Unmasked(member.id_number, member.mobile)
