"""Confirm who is at the keyboard, at the moment of signing."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from staff.flows.tries import SIGN_CODE, Meant, begin_try, forgive, words_of_left

PASSWORD = "password"  # noqa: S105 - the name of a method, as evidence records it
PASSWORD_TOTP = "password+totp"  # noqa: S105


class WrongPassword(DomainError):
    code = "wrong_password"
    message = _("The password is not right. Nothing was signed.")


class WrongCode(DomainError):
    code = "wrong_code"
    message = _("The six-digit code is not right or was used already. Nothing was signed.")


class LockedOut(DomainError):
    code = "locked_out"
    message = _("Too many wrong passwords. Wait 15 minutes and try again. Nothing was signed.")


def confirm_password(request, password: str) -> str:
    """The method to record, when `password` is that of the request's user.

    Wrong tries have a count of their own: nobody who fails at the log-in page keeps another person
    from signing. Raises WrongPassword, LockedOut.
    """
    username, adapter = request.user.get_username(), get_adapter(request)
    try:
        found = adapter.authenticate(request, username=username, password=password)
    except ValidationError:
        raise LockedOut from None
    if found is None or found.pk != request.user.pk:
        left = words_of_left(adapter.tries_left)
        raise WrongPassword(f"{WrongPassword.message} {left}".strip())
    return PASSWORD


def has_totp(user) -> bool:
    """Whether the user keeps an authenticator app, whose code is then asked for."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def confirm_person(request, password: str, code: str = "") -> str:
    """As `confirm_password`, and the code of the authenticator app where there is one.

    Raises WrongPassword, WrongCode, LockedOut.
    """
    method = confirm_password(request, password)
    kept = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).first()
    if kept is None:
        return method
    me = str(request.user.pk)
    try:
        tried = begin_try(meant=Meant(SIGN_CODE, me, me), address="", at=timezone.now())
    except DomainError:
        raise LockedOut from None
    if not kept.wrap().validate_code(code):
        raise WrongCode
    forgive(tried=tried)
    return PASSWORD_TOTP
