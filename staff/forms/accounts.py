"""First log-in, and the code that makes it possible."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from cms.lib.forms import ReasonForm
from staff.flows.accounts import AccountOutOfReach
from staff.models.user import User
from staff.queries.login import account_name


class ActivationForm(forms.Form):
    """Staff number, one-time code and the password the person chooses."""

    staff_number = forms.CharField(
        label=_("Staff number"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label=_("One-time code"),
        max_length=40,
        help_text=_("Twelve letters and digits from your organisation, such as 7KQM-2XWD-9RTA."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean(self) -> dict:
        values = super().clean()
        if values.get("password") and values.get("again") not in {None, values["password"]}:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return values


class NewCodeForm(ReasonForm):
    """Which account gets a new one-time code, and why."""

    reason_hint = _("Such as: forgot the password, came in person with the work card.")
    account = forms.CharField(label=_("Staff number or log-in name"), max_length=150)
    forget_second_factor = forms.BooleanField(
        label=_("The phone with the second factor is lost: remove it"), required=False
    )

    field_order = ("account", "reason", "forget_second_factor")

    def clean_account(self) -> User:
        """Who is elsewhere and who does not exist are refused in the same words."""
        user = User.objects.filter(username=account_name(self.cleaned_data["account"])).first()
        if user is None:
            raise forms.ValidationError(AccountOutOfReach.message, code=AccountOutOfReach.code)
        return user
