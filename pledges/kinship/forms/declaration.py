"""What a staff member types about relatives, one screen at a time, and how it is signed."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.choices import choices
from evidence.forms.ceremony import SigningForm
from pledges.kinship.flows.declarations import RELATIVE_FIELDS
from pledges.kinship.models.declaration import AID_STATE_LABELS
from pledges.kinship.queries.relatives import offered
from staff.engine.identity import BadIdentity, clean_name, parse_id_number, parse_mobile

BAD_ID = _("This is not a valid ID number of 18 characters. Compare it with the document.")
BAD_NAME = _("This name has characters nobody can read.")
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def month() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "month"}, format="%Y-%m")


def with_present(options: list[tuple[str, str]], present: str) -> list[tuple[str, object]]:
    """The offered words; a withdrawn one stays while it is in use."""
    known = {code for code, _label in options}
    kept = [(present, present)] if present and present not in known else []
    return [("", _("Choose")), *options, *kept]


class HeadForm(forms.Form):
    """First screen: who I am, and whether there is anything to declare."""

    category = forms.ChoiceField(label=_("Category of staff"))
    phone = forms.CharField(
        label=_("Your mobile number"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel"}),
    )
    has_relatives = forms.ChoiceField(
        label=_("Does a relative of yours apply for or receive social assistance?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("“No” is a declaration as well: a nil return, signed like any other."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = with_present(
            offered("category"), self.initial.get("category", "")
        )

    def clean_phone(self) -> str:
        try:
            return parse_mobile(self.cleaned_data["phone"])
        except BadIdentity:
            raise forms.ValidationError(_("This is not a mobile number of 11 digits.")) from None

    def clean_has_relatives(self) -> bool:
        return self.cleaned_data["has_relatives"] == "yes"


class RelativeForm(forms.Form):
    """One relative."""

    relation = forms.ChoiceField(label=_("The relative is your"))
    name = forms.CharField(label=_("Name"), max_length=60)
    id_number = forms.CharField(
        label=_("ID number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("18 characters. In lists only the first 3 and the last 4 are shown."),
    )
    registered_at = forms.CharField(
        label=_("Place of registration"),
        max_length=120,
        help_text=_("County, township, village and group."),
    )
    lives_at = forms.CharField(label=_("Lives at"), max_length=120)
    aid = forms.ChoiceField(label=_("Kind of assistance"))
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Choose")), *choices(AID_STATE_LABELS)]
    )
    people = forms.IntegerField(label=_("People in the household"), min_value=1, max_value=30)
    monthly = forms.DecimalField(
        label=_("Assistance a month (yuan)"),
        min_value=Decimal(0),
        max_digits=10,
        decimal_places=2,
        help_text=_("0 while the application is open."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    since = forms.DateField(
        label=_("Since (month)"), widget=month(), input_formats=["%Y-%m", "%Y年%m月", "%Y.%m"]
    )
    took_part = forms.ChoiceField(
        label=_("Did you take part in handling this household?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
    )
    took_part_in = forms.CharField(
        label=_("If so: which step, when"),
        max_length=100,
        required=False,
        help_text=_("Such as: home visit, April 2025."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("relation", "relation"), ("aid", "aid")):
            present = self.initial.get(name, "")
            self.fields[name].choices = with_present(offered(kind), present)

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except BadIdentity:
            raise forms.ValidationError(BAD_NAME) from None

    def clean_id_number(self) -> str:
        try:
            return parse_id_number(self.cleaned_data["id_number"], today=timezone.localdate()).text
        except BadIdentity:
            raise forms.ValidationError(BAD_ID) from None

    def clean_since(self):
        if self.cleaned_data["since"] > timezone.localdate():
            raise forms.ValidationError(_("This month lies in the future."))
        return self.cleaned_data["since"]

    def clean_took_part(self) -> bool:
        return self.cleaned_data["took_part"] == "yes"

    def clean(self) -> dict:
        values = super().clean() or {}
        if values.get("took_part") and not values.get("took_part_in"):
            self.add_error("took_part_in", _("Say which step it was, and when."))
        if values.get("took_part") is False:
            values["took_part_in"] = ""
        return values

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in RELATIVE_FIELDS}


class SignDeclarationForm(SigningForm):
    """The promise to step back, the drawing, and who is at the keyboard."""

    compared = forms.BooleanField(
        label=_("I have compared what changed since the last declaration."),
        error_messages={"required": _("Compare what changed first.")},
    )
    promise = forms.BooleanField(
        label=_("What I declare is true and complete, and I step back from my relatives' cases."),
        error_messages={"required": _("Without this promise the declaration cannot be signed.")},
    )
    field_order = ["digest", "drawn", "assertion", "compared", "promise", "password", "code"]

    def __init__(self, *args, renews: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not renews:
            del self.fields["compared"]
