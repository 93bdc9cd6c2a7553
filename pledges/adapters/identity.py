"""Confirm who is at the keyboard, at the moment of signing."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError

PASSWORD = "password"  # noqa: S105 - the name of a method, as evidence records it


class WrongPassword(DomainError):
    code = "wrong_password"
    message = _("The password is not right. Nothing was signed.")


class LockedOut(DomainError):
    code = "locked_out"
    message = _("Too many wrong passwords. Wait 15 minutes and try again. Nothing was signed.")


def confirm_password(request, password: str) -> str:
    """The method to record, when `password` is that of the request's user.

    Wrong tries count in the same lock-out as wrong log-ins. Raises WrongPassword, LockedOut.
    """
    username = request.user.get_username()
    try:
        found = get_adapter(request).authenticate(request, username=username, password=password)
    except ValidationError:
        raise LockedOut from None
    if found is None or found.pk != request.user.pk:
        raise WrongPassword
    return PASSWORD
