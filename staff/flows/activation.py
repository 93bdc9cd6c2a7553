"""One-time codes for the first log-in: handed out by HR, redeemed by the person.

Hashing a password for every joiner would cost minutes; a code is a keyed digest and costs
microseconds. Nobody but the holder ever knows the password.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.crypto import lookup_hash
from cms.lib.errors import DomainError
from cms.lib.locks import holding
from staff.engine.identity import narrow
from staff.flows.passwords import change_password
from staff.models.user import ActivationCode, User
from staff.queries.login import account_name

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
LENGTH = 12
VALID_FOR = timedelta(days=14)


class CodeRefused(DomainError):
    """Wrong number, wrong code, used code, old code: the answer tells nobody which."""

    code = "code_refused"
    message = _(
        "The staff number and the code do not fit together, or the code has been used or is older"
        " than %(days)d days. Ask your accounts administrator for a new one."
    )


class PasswordRefused(DomainError):
    """The new password breaks a rule; the code stays unused."""

    code = "password_refused"


def _digest(user_id: int, code: str) -> str:
    return lookup_hash("activation", f"{user_id}:{narrow(code).upper()}")


def _new_code() -> str:
    """Twelve characters in three groups, such as 7KQM-2XWD-9RTA (59 bits)."""
    text = "".join(secrets.choice(ALPHABET) for _number in range(LENGTH))
    return "-".join(text[start : start + 4] for start in range(0, LENGTH, 4))


@transaction.atomic
def issue_codes(*, users: Iterable[User], by: User | None, at: datetime) -> list[tuple[User, str]]:
    """A fresh code for every active account, valid for 14 days and once; (user, code) pairs.

    Earlier unused codes of these accounts end. The codes themselves are kept nowhere.
    """
    active = [user for user in users if user.is_active]
    ActivationCode.objects.live(at).filter(user__in=[user.pk for user in active]).update(
        expires_at=at
    )
    pairs = [(user, _new_code()) for user in active]
    ActivationCode.objects.bulk_create(
        [
            ActivationCode(
                user=user,
                digest=_digest(user.pk, code),
                created_at=at,
                expires_at=at + VALID_FOR,
                created_by=by,
            )
            for user, code in pairs
        ],
        batch_size=500,
    )
    return pairs


@transaction.atomic
def redeem_code(*, staff_number: str, code: str, password: str, at: datetime) -> User:
    """Give the account its holder's own password. Raises CodeRefused or PasswordRefused."""
    user = holding(User.objects).filter(username=account_name(staff_number)).first()
    stored = _live_code(user, code, at) if user is not None and user.is_active else None
    if user is None or stored is None:
        raise CodeRefused(days=VALID_FOR.days)
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise PasswordRefused(" ".join(fault.messages)) from fault
    stored.used_at = at
    stored.save(update_fields=["used_at"])
    change_password(user=user, password=password, at=at)
    log(instance=user, action="staff.activate", user=user)
    return user


def _live_code(user: User, code: str, at: datetime) -> ActivationCode | None:
    live = ActivationCode.objects.live(at).filter(user=user, digest=_digest(user.pk, code))
    return holding(live).first()
