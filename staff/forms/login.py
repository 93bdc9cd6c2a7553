"""The log-in form of allauth with this house's words."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from staff.adapters.devices import device_of
from staff.flows.tries import CODE, Meant, begin_try, forgive, knows_device, words_of_left


class LoginForm(AllauthLoginForm):
    """One field takes the staff number or the mobile number."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Staff number or mobile number")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""


class CountedCode:
    """The code of an authenticator app: five tries in fifteen minutes, counted in the database."""

    def clean_code(self) -> str:
        user, at = self.user, timezone.now()  # type: ignore[attr-defined]
        device = device_of(context.request)
        known = knows_device(username=user.username, token=device, at=at)
        meant = Meant(CODE, str(user.pk), str(user.pk), device if known else "")
        try:
            tried = begin_try(meant=meant, address="", at=at)
        except DomainError as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        try:
            code = super().clean_code()  # type: ignore[misc]
        except ValidationError as fault:
            raise ValidationError([fault, words_of_left(tried.left)]) from fault
        forgive(tried=tried)
        return code


class CodeForm(CountedCode, AuthenticateForm):
    pass


class CodeAgainForm(CountedCode, ReauthenticateForm):
    pass
