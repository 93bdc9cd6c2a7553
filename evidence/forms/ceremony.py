"""What the agreement, a signature, the take-back and the account of one's reading send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.lib.forms import ReasonForm
from evidence.engine.grade_inputs import Helper
from evidence.forms.drawn import DrawnField
from staff.models.member import Member


class ConfirmForm(forms.Form):
    """The log-in password, and the code of the authenticator app for who keeps one."""

    password = forms.CharField(
        label=_("Your log-in password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your log-in password. Nothing was signed.")},
    )
    code = forms.CharField(
        label=_("Six-digit code of your authenticator app"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the code. Nothing was signed.")},
    )

    def __init__(self, *args, totp: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not totp:
            del self.fields["code"]


class ConfirmedReasonForm(ReasonForm, ConfirmForm):
    """Why, and who is at the keyboard."""

    words = {
        "password": _("Enter your log-in password. Nothing was done."),
        "code": _("Enter the code. Nothing was done."),
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        last = [name for name in self.words if name in self.fields]
        self.order_fields([name for name in self.fields if name not in last] + last)
        for name in last:
            self.fields[name].error_messages["required"] = self.words[name]


class SigningForm(ConfirmForm):
    """A drawn signature under the text with this digest, and who is at the keyboard."""

    digest = forms.CharField(widget=forms.HiddenInput)
    drawn = DrawnField()
    assertion = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8000)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("assertion"):  # a passkey stands in for password and code
            for name in {"password", "code"} & set(self.fields):
                self.fields[name].required = False


class AgreementForm(ConfirmForm):
    """Agreement to the wording with this digest."""

    digest = forms.CharField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read this and agree."),
        error_messages={"required": _("Without this agreement you cannot sign here.")},
    )
    field_order = ["digest", "agree", "password", "code"]


class HelpForm(forms.Form):
    """Who read the text to the signer, when somebody did."""

    helped = forms.BooleanField(label=_("Somebody read the text to me"), required=False)
    helper_name = forms.CharField(label=_("Name of who helped"), max_length=50, required=False)
    helper_relation = forms.CharField(
        label=_("Who this is to me, such as colleague"), max_length=30, required=False
    )
    helper_number = forms.CharField(
        label=_("Staff number of who helped"),
        max_length=20,
        required=False,
        help_text=_("Only if the helper has an account here; may stay empty."),
    )

    missing = {
        "helper_name": _("Enter the name of who helped you."),
        "helper_relation": _("Enter who this is to you."),
    }

    def clean_helper_number(self) -> str:
        number = self.cleaned_data["helper_number"].strip()
        if number and not Member.objects.filter(staff_number=number).exists():
            raise forms.ValidationError(_("There is no such staff number."))
        return number

    def clean(self) -> dict:
        values = super().clean() or {}
        if values.get("helped"):
            for field, words in self.missing.items():
                if not values.get(field):
                    self.add_error(field, words)
        return values

    @property
    def helper(self) -> Helper | None:
        values = self.cleaned_data
        if not values["helped"]:
            return None
        return Helper(
            values["helper_name"], values["helper_relation"], values.get("helper_number", "")
        )
