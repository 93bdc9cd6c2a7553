"""The log-in form of allauth with this house's words."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from django.utils.translation import gettext_lazy as _


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
