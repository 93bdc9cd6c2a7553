"""Count tries of passwords and codes: guessing is hopeless, and nobody is locked out by others.

The database counts, because a cache may be away. A try writes its row before anything is tested
and takes it back when it succeeds: of tries at the same moment each sees those before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cms.lib.crypto import lookup_hash
from cms.lib.errors import DomainError
from staff.models.tries import FailedTry, KnownDevice
from staff.models.user import User

WINDOW = timedelta(minutes=15)
PAUSE = timedelta(seconds=2)
KNOWN_FOR = timedelta(days=180)
MOST_DEVICES = 20
LOG_IN, ACTIVATE, CONFIRM, CODE, SIGN_CODE = "log_in", "activate", "confirm", "code", "sign_code"


class TooManyTries(DomainError):
    code = "too_many_tries"
    message = _(
        "Too many failed attempts. Please wait 15 minutes and try again, or ask your"
        " accounts administrator for a new one-time code."
    )


class TooFast(DomainError):
    """An address from which many tries failed is slowed down, never shut out."""

    code = "too_fast"
    message = _(
        "Many wrong passwords have come from your network. Nothing is locked: wait a few seconds"
        " and press the button again."
    )


def words_of_left(left: int) -> str:
    """How many tries are left, from three on down; and what comes after the last one."""
    if left > 3:
        return ""
    if left <= 0:
        return gettext("That was the last try for 15 minutes.")
    return ngettext("%(left)d try is left.", "%(left)d tries are left.", left) % {"left": left}


@dataclass(frozen=True)
class Meant:
    """What somebody tries at: `typed` as it was typed, in one spelling; `account` whom it means.

    For a name that means nobody both are the same. `device`: the cookie, when this account is
    known on it; such a device counts for itself.
    """

    action: str
    typed: str
    account: str
    device: str = ""


@dataclass(frozen=True)
class Try:
    """A try that has been counted. `is_open`: whether what was typed may be tested at all.

    It may not when the account was tried too often under its other names. The page says then what
    it says of a wrong password: else it would tell which phone belongs to which number.
    """

    pk: int
    left: int
    is_open: bool


def begin_try(*, meant: Meant, address: str, at: datetime) -> Try:
    """Count one try. Raises TooManyTries, and TooFast for an unknown device of a noisy address."""
    from_where = lookup_hash("address", address)
    if address and not meant.device:
        _slow_down(from_where, at)
    row = FailedTry.objects.create(
        action=meant.action,
        typed=_digest(meant, meant.typed),
        account=_digest(meant, meant.account),
        address=from_where,
        at=at,
    )
    lately = FailedTry.objects.filter(at__gt=at - WINDOW)
    limit = settings.JIANGTANG_LOGIN_TRIES
    typed = lately.filter(typed=row.typed).count()
    if typed > limit:
        row.delete()  # what is refused untested does not lengthen the lock
        raise TooManyTries
    is_open = lately.filter(account=row.account).count() <= limit
    return Try(row.pk, limit - typed, is_open)


def _slow_down(address: str, at: datetime) -> None:
    failed = FailedTry.objects.filter(address=address, at__gt=at - WINDOW)
    moments = list(failed.order_by("-at").values_list("at", flat=True)[: settings.JIANGTANG_NOISY])
    if len(moments) == settings.JIANGTANG_NOISY and at - moments[0] < PAUSE:
        raise TooFast


def _digest(meant: Meant, name: str) -> str:
    return lookup_hash("try", f"{meant.action}:{meant.device}:{name}")


def forgive(*, tried: Try) -> None:
    """It was right: the try is taken back. Earlier failures stay, or guessing between the
    holder's own log-ins would never be counted.
    """
    FailedTry.objects.filter(pk=tried.pk).delete()


@transaction.atomic
def forget_tries(*, account: str) -> None:
    """The holder has proved otherwise who they are: the log-in opens on unknown devices too."""
    digest = _digest(Meant(LOG_IN, "", account), account)
    FailedTry.objects.filter(account=digest).delete()


@transaction.atomic
def know_device(*, user: User, token: str, at: datetime) -> None:
    """This account has logged in on the device with this cookie."""
    KnownDevice.objects.update_or_create(user=user, token=_token(token), defaults={"seen_at": at})
    kept = KnownDevice.objects.filter(user=user).order_by("-seen_at", "-pk")
    newest: Iterable[int] = list(kept.values_list("pk", flat=True)[:MOST_DEVICES])
    KnownDevice.objects.filter(user=user).exclude(pk__in=newest).delete()


def knows_device(*, username: str, token: str, at: datetime) -> bool:
    """Whether the account of this name has logged in on the device within half a year."""
    known = KnownDevice.objects.filter(user__username=username, token=_token(token))
    return bool(token) and known.filter(seen_at__gt=at - KNOWN_FOR).exists()


def forget_devices(*, user: User) -> None:
    """None of the account's devices is known any more."""
    KnownDevice.objects.filter(user=user).delete()


def _token(token: str) -> str:
    return lookup_hash("device", token)


def drop_old_tries(*, at: datetime) -> int:
    """What no lock looks at any more. Returns how many tries went."""
    KnownDevice.objects.filter(seen_at__lt=at - KNOWN_FOR).delete()
    return FailedTry.objects.filter(at__lt=at - WINDOW).delete()[0]
