"""Who came in, who failed to, and who must go at once."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from wagtail.log_actions import log

from staff.flows.tries import forget_devices
from staff.models.user import User


def record_log_in(*, user: User, ip: str) -> None:
    log(instance=user, action="staff.log_in", user=user, data={"ip": ip})


def record_failed_log_in(*, account: str, ip: str) -> None:
    """Note a refused password on the account that was meant; names that mean nobody, and accounts
    that are closed, leave no row.
    """
    user = User.objects.filter(username=account, is_active=True).first()
    if user is not None:
        log(instance=user, action="staff.log_in_failed", data={"ip": ip})


def record_failed_confirmation(*, user: User, ip: str) -> None:
    """Somebody who is logged in gave a wrong password: before a signature, or another act."""
    log(instance=user, action="staff.confirm_failed", user=user, data={"ip": ip})


@transaction.atomic
def end_sessions(*, user: User) -> int:
    """End every open session of an account (a leaver's, or after a new one-time code), and forget
    the devices on which it was known.

    Returns how many were ended. A leaver is refused on the next request anyway, because
    the account is inactive; this keeps the old sessions dead should the account come back.
    """
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    forget_devices(user=user)
    return len(sessions)
