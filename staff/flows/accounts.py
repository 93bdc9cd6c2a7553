"""What the accounts administrator does for one account."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, need_reason
from cms.lib.locks import held
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


@transaction.atomic
def issue_new_code(
    *, by: User, user: User, reason: str, at: datetime, forget_second_factor: bool = False
) -> str:
    """A fresh one-time code for one account; it is shown once and kept nowhere.

    Every open session of the account ends. `forget_second_factor` also removes a lost phone's
    authenticator. Raises AccountOutOfReach, NotOneself, AccountClosed, ReasonMissing.
    """
    locked = held(user)
    if not POLICY.may(by, "staff.manage_account", locked):
        raise AccountOutOfReach
    if by.pk == locked.pk:
        raise NotOneself
    if not locked.is_active:
        raise AccountClosed(name=str(locked))
    reason = need_reason(reason)
    [(_user, code)] = issue_codes(users=[locked], by=by, at=at)
    end_sessions(user=locked)
    if forget_second_factor:
        Authenticator.objects.filter(user=locked).delete()
    log(
        instance=locked,
        action="staff.issue_code",
        user=by,
        data={"reason": reason, "second_factor_removed": forget_second_factor},
    )
    return code
