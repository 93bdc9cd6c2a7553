"""Grant and revoke roles: the only writers of RoleGrant."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lends import Testimony, testify
from cms.lib.errors import DomainError, OwnRecord, need_reason
from cms.lib.locks import held
from staff.engine.roles import ADMINISTRATORS, TIME_BOXED, Role
from staff.flows.groups import sync_groups
from staff.flows.telling import tell_holder
from staff.models.accounts import AccountNotice
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User
from staff.permissions import POLICY


class GrantRefused(DomainError):
    """Any of the refusals below."""


class OutOfReach(GrantRefused):
    code = "out_of_reach"
    message = _("You may give and take roles only within your own organisations.")


class HolderOutOfReach(GrantRefused):
    """Unknown and foreign accounts sound alike."""

    code = "holder_out_of_reach"
    message = _(
        "No account of this name lies within your organisations. Of a person with roles above or"
        " elsewhere the permissions administrator there decides."
    )


class NotToOneself(GrantRefused, OwnRecord):
    code = "not_to_oneself"
    message = _(
        "Nobody gives a role to themself or takes their own. Ask another permissions administrator."
    )


class AdministratorsExclude(GrantRefused):
    code = "administrators_exclude"
    message = _(
        "%(name)s is already %(role)s. The accounts, permissions and audit administrators"
        " must be three different people."
    )


class EndDateMissing(GrantRefused):
    code = "end_date_missing"
    message = _("This role ends by itself: give the date until which it holds.")


class EndDatePassed(GrantRefused):
    code = "end_date_passed"
    message = _("The end of the role must lie after its beginning and in the future.")


class AlreadyGranted(GrantRefused):
    code = "already_granted"
    message = _("%(name)s already holds this role over this organisation.")


class AccountInactive(GrantRefused):
    code = "account_inactive"
    message = _("%(name)s has left; the account is closed.")


class AlreadyEnded(GrantRefused):
    code = "already_ended"
    message = _("This role has already been taken back.")


@transaction.atomic
def grant_role(
    *,
    by: User,
    user: User,
    role: Role,
    organisation: Organisation,
    reason: str,
    at: datetime,
    ends_at: datetime | None = None,
) -> RoleGrant:
    """Give `role` over the subtree of `organisation`, from `at` on.

    Raises GrantRefused, ReasonMissing.
    A permissions administrator acts within the own subtree, on accounts that lie in it whole, and
    never on the own account; the three administrators exclude each other (等保2.0: 三员分立);
    inspectors are time-boxed.
    A run-out grant of the same role over the same organisation is closed on the way.
    """
    holder = held(user)
    _check_giver(by, holder, organisation)
    reason = need_reason(reason)
    _check_terms(holder, role, ends_at, at)
    _close_expired(holder, at)
    _check_others(holder, role, organisation)
    grant = RoleGrant.objects.create(
        user=holder,
        role=role,
        organisation=organisation,
        starts_at=at,
        ends_at=ends_at,
        reason=reason,
        granted_by=by,
    )
    testify(Testimony(f"grant:{grant.pk}", "given", at, (("grant.given", grant),)))
    sync_groups(user=holder, at=at)
    log(instance=grant, action="staff.grant_role", user=by, data={"reason": grant.reason})
    _tell(grant, AccountNotice.Kind.ROLE_GIVEN, by, at)
    return grant


@transaction.atomic
def revoke_role(*, by: User, grant: RoleGrant, reason: str, at: datetime) -> RoleGrant:
    """Take a role back, at once. Raises GrantRefused, ReasonMissing."""
    locked = held(grant)
    if by.pk == locked.user_id:
        raise NotToOneself
    if not POLICY.may(by, "staff.manage_grants", locked):
        raise OutOfReach
    reason = need_reason(reason)
    if locked.revoked_at is not None:
        raise AlreadyEnded
    locked.revoked_at = at
    locked.revoked_by = by
    locked.revoke_reason = reason
    locked.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    _testify_end([locked], at)
    sync_groups(user=locked.user, at=at)
    log(instance=locked, action="staff.revoke_role", user=by, data={"reason": reason})
    _tell(locked, AccountNotice.Kind.ROLE_TAKEN, by, at)
    return locked


def end_roles(*, users: Iterable[int], by: User | None, reason: str, at: datetime) -> int:
    """End every role that these accounts hold: they left. Returns how many grants ended.

    The caller holds the transaction and the log of the leaving.
    """
    live = RoleGrant.objects.filter(user__in=users, revoked_at__isnull=True)
    holders = list(User.objects.filter(pk__in=live.values("user")))
    chosen = list(live.values_list("pk", flat=True))
    ended = live.update(revoked_at=at, revoked_by=by, revoke_reason=reason[:200])
    _testify_end(RoleGrant.objects.filter(pk__in=chosen), at)
    for holder in holders:
        sync_groups(user=holder, at=at)
    return ended


def _testify_end(grants: Iterable[RoleGrant], at: datetime) -> None:
    testify(
        *(
            Testimony(f"grant:{grant.pk}", "ended", at, (("grant.ended", grant),))
            for grant in grants
        )
    )


def _check_giver(by: User, holder: User, organisation: Organisation) -> None:
    if by.pk == holder.pk:
        raise NotToOneself
    roots = POLICY.reach(by, "staff.manage_grants")
    if not Organisation.objects.under(*roots).filter(pk=organisation.pk).exists():
        raise OutOfReach
    if not POLICY.may(by, "staff.grant_to", holder):
        raise HolderOutOfReach


def _tell(grant: RoleGrant, kind: str, by: User, at: datetime) -> None:
    detail = f"{grant.get_role_display()} · {grant.organisation.name}"
    tell_holder(user=grant.user, kind=kind, by=by, at=at, detail=detail)


def _check_terms(holder: User, role: Role, ends_at: datetime | None, at: datetime) -> None:
    if not holder.is_active:
        raise AccountInactive(name=str(holder))
    if role in TIME_BOXED and ends_at is None:
        raise EndDateMissing
    if ends_at is not None and ends_at <= at:
        raise EndDatePassed


def _close_expired(holder: User, at: datetime) -> None:
    """Grants whose time ran out are marked as ended, so that they block no new one."""
    expired = holder.role_grants.filter(revoked_at__isnull=True, ends_at__lte=at)
    expired_now = list(expired)
    for grant in expired_now:
        grant.revoked_at = grant.ends_at
        grant.save(update_fields=["revoked_at"])
    _testify_end(expired_now, at)


def _check_others(holder: User, role: Role, organisation: Organisation) -> None:
    present = list(holder.role_grants.filter(revoked_at__isnull=True))
    if any(g.role == role and g.organisation_id == organisation.pk for g in present):
        raise AlreadyGranted(name=str(holder))
    clash = next((g for g in present if g.role in ADMINISTRATORS), None)
    if role in ADMINISTRATORS and clash:
        raise AdministratorsExclude(name=str(holder), role=clash.get_role_display())
