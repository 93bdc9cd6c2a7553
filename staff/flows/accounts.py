"""What the accounts administrator does for one account, and what takes a second person."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, OwnRecord, TwoPeople, need_reason
from cms.lib.locks import held
from staff.engine.roles import ADMINISTRATORS
from staff.flows.activation import issue_codes
from staff.flows.sessions import end_sessions
from staff.flows.telling import tell_holder
from staff.models.accounts import AccountNotice, AccountRequest
from staff.models.roles import RoleGrant
from staff.models.user import User
from staff.permissions import POLICY

State, Kind = AccountRequest.State, AccountNotice.Kind


class AccountOutOfReach(DomainError):
    """Unknown and foreign accounts sound alike."""

    code = "account_out_of_reach"
    message = _("No account of this name lies within your organisations.")


class NotOneself(OwnRecord):
    code = "not_oneself"
    message = _("Not for your own account: ask another accounts administrator.")


class AccountClosed(DomainError):
    code = "account_closed"
    message = _(
        "%(name)s has left; the account is closed. Put the person back on the roster first."
    )


class SecondPersonNeeded(DomainError):
    code = "second_person_needed"
    message = _(
        "For an administrator's account and for a lost second factor it takes two people: ask,"
        " and another administrator confirms."
    )


class AlreadyAsked(DomainError):
    code = "already_asked"
    message = _("This has been asked for already and waits for the second person.")


def needs_second_person(user: User, at: datetime, *, forget_second_factor: bool) -> bool:
    """Whether one person alone must not open this account anew."""
    roles = RoleGrant.objects.not_ended(at).filter(user=user, role__in=ADMINISTRATORS)
    return forget_second_factor or user.is_superuser or roles.exists()


@transaction.atomic
def issue_new_code(*, by: User, user: User, reason: str, at: datetime) -> str:
    """A fresh one-time code for one account; it is shown once and kept nowhere.

    Every open session of the account ends, and its holder is told. Raises AccountOutOfReach,
    NotOneself, AccountClosed, SecondPersonNeeded, ReasonMissing.
    """
    locked, reason = _asked_for(by, user, reason)
    if needs_second_person(locked, at, forget_second_factor=False):
        raise SecondPersonNeeded
    code = _open_anew(locked, by, at)
    log(instance=locked, action="staff.issue_code", user=by, data={"reason": reason})
    tell_holder(user=locked, kind=Kind.CODE_ISSUED, by=by, at=at)
    return code


@transaction.atomic
def ask_new_code(
    *, by: User, user: User, reason: str, at: datetime, forget_second_factor: bool = False
) -> AccountRequest:
    """Ask for a code that a second person confirms. The account stays as it is until then.

    Raises AccountOutOfReach, NotOneself, AccountClosed, AlreadyAsked, ReasonMissing.
    """
    locked, reason = _asked_for(by, user, reason)
    if AccountRequest.objects.filter(user=locked, state=State.OPEN).exists():
        raise AlreadyAsked
    request = AccountRequest.objects.create(
        user=locked,
        forget_second_factor=forget_second_factor,
        reason=reason,
        asked_by=by,
        asked_at=at,
    )
    log(
        instance=locked,
        action="staff.ask_code",
        user=by,
        data={"reason": reason, "forget_second_factor": forget_second_factor},
    )
    tell_holder(user=locked, kind=Kind.CODE_ASKED, by=by, at=at)
    return request


@transaction.atomic
def confirm_request(*, request: AccountRequest, by: User, at: datetime) -> str:
    """The second person's yes: the code, shown once, and the second factor gone where asked.

    Raises MovedOn, AccountOutOfReach, OwnRecord, TwoPeople, AccountClosed.
    """
    locked, holder = _decided(request, by)
    if by.pk == locked.asked_by_id:
        raise TwoPeople(_("Whoever asks does not confirm. Another administrator decides."))
    # The right to ask may have ended since.
    if not POLICY.may(locked.asked_by, "staff.manage_account", holder):
        raise AccountOutOfReach
    if not holder.is_active:
        raise AccountClosed(name=str(holder))
    _decide(locked, State.DONE, by, at)
    code = _open_anew(holder, by, at)
    if locked.forget_second_factor:
        Authenticator.objects.filter(user=holder).delete()
    log(
        instance=holder,
        action="staff.issue_code",
        user=by,
        data={
            "reason": locked.reason,
            "asked_by": locked.asked_by_id,
            "second_factor_removed": locked.forget_second_factor,
        },
    )
    kind = Kind.FACTOR_REMOVED if locked.forget_second_factor else Kind.CODE_ISSUED
    tell_holder(user=holder, kind=kind, by=by, at=at)
    return code


@transaction.atomic
def refuse_request(
    *, request: AccountRequest, by: User, reason: str, at: datetime
) -> AccountRequest:
    """No code is issued; whoever asked may take it back in the same way.

    Raises MovedOn, AccountOutOfReach, ReasonMissing.
    """
    locked, holder = _decided(request, by)
    reason = need_reason(reason)
    _decide(locked, State.REFUSED, by, at)
    log(instance=holder, action="staff.refuse_code", user=by, data={"reason": reason})
    tell_holder(user=holder, kind=Kind.CODE_REFUSED, by=by, at=at)
    return locked


def _asked_for(by: User, user: User, reason: str) -> tuple[User, str]:
    """The account, held, and the reason as it is kept."""
    locked = held(user)
    if not POLICY.may(by, "staff.manage_account", locked):
        raise AccountOutOfReach
    if by.pk == locked.pk:
        raise NotOneself
    if not locked.is_active:
        raise AccountClosed(name=str(locked))
    return locked, need_reason(reason)


def _decided(request: AccountRequest, by: User) -> tuple[AccountRequest, User]:
    """The request and its account, held, as far as `by` may decide about them."""
    locked = held(request, "asked_by")
    holder = held(locked.user)
    if by.pk == holder.pk:
        raise NotOneself
    may = POLICY.may(by, "staff.confirm_account", holder)
    if not may and by.pk != locked.asked_by_id:
        raise AccountOutOfReach
    return locked, holder


def _decide(request: AccountRequest, state: str, by: User, at: datetime) -> None:
    AccountRequest.moves.to(request, state)
    request.decided_by, request.decided_at = by, at
    request.save(update_fields=["state", "decided_by", "decided_at"])


def _open_anew(user: User, by: User, at: datetime) -> str:
    [(_user, code)] = issue_codes(users=[user], by=by, at=at)
    end_sessions(user=user)
    return code
