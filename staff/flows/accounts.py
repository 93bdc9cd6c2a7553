"""What the accounts administrator does for one account."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError
from staff.flows.activation import issue_codes
from staff.flows.sessions import end_sessions
from staff.models.user import User
from staff.permissions import POLICY


class AccountOutOfReach(DomainError):
    """Unknown and foreign accounts sound alike."""

    code = "account_out_of_reach"
    message = _("No account of this name lies within your organisations.")


class NotOneself(DomainError):
    code = "not_oneself"
    message = _("Not for your own account: ask another accounts administrator.")


class AccountClosed(DomainError):
    code = "account_closed"
    message = _(
        "%(name)s has left; the account is closed. Put the person back on the roster first."
    )


class CodeReasonMissing(DomainError):
    code = "reason_missing"
    message = _("Give the reason; it is kept in the log.")


@transaction.atomic
def issue_new_code(
    *, by: User, user: User, reason: str, at: datetime, forget_second_factor: bool = False
) -> str:
    """A fresh one-time code for one account; it is shown once and kept nowhere.

    Every open session of the account ends. `forget_second_factor` also removes a lost phone's
    authenticator. Raises AccountOutOfReach, NotOneself, AccountClosed, CodeReasonMissing.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not POLICY.may(by, "staff.manage_account", locked):
        raise AccountOutOfReach
    if by.pk == locked.pk:
        raise NotOneself
    if not locked.is_active:
        raise AccountClosed(name=str(locked))
    if not reason.strip():
        raise CodeReasonMissing
    [(_user, code)] = issue_codes(users=[locked], by=by, at=at)
    end_sessions(user=locked)
    if forget_second_factor:
        Authenticator.objects.filter(user=locked).delete()
    log(
        instance=locked,
        action="staff.issue_code",
        user=by,
        data={"reason": reason.strip(), "second_factor_removed": forget_second_factor},
    )
    return code
