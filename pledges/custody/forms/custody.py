"""What a clerk types about custody agreements, and what the parties send when they sign."""

from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.choices import choices
from cms.lib.forms import ReasonForm, day
from evidence.forms.ceremony import ConfirmForm
from evidence.forms.drawn import DrawnField
from pledges.custody.engine.agreement import Capacity
from pledges.custody.models.agreement import CUSTODY_STATUS_LABELS, CustodyAgreement
from pledges.custody.models.check import CustodyCheck
from staff.engine.identity import (
    BadIdentity,
    clean_name,
    mask_id_number,
    mask_mobile,
    parse_id_number,
    parse_mobile,
)
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY

PHONES = ("custodian_phone", "guardian_phone", "supervisor_phone")
# Kept encrypted: never rendered into a form, neither for a change nor for a renewal.
SECRETS = {
    "person_id_number": mask_id_number,
    "custodian_address": lambda text: f"{text[:6]}…",
    **dict.fromkeys(PHONES, mask_mobile),
}
NAMES = ("custodian_name", "person_name", "guardian_name", "supervisor_name")


class AgreementForm(forms.ModelForm):
    """Everything that stands in the agreement."""

    scope = forms.MultipleChoiceField(
        label=_("What is held"),
        choices=CustodyAgreement.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    account_tail = forms.RegexField(
        label=_("Last four digits of the account"), regex=r"^\d{4}$", max_length=4
    )

    class Meta:
        model = CustodyAgreement
        fields = (
            "person_name",
            "person_id_number",
            "aid",
            "capacity",
            "reason",
            "guardian_name",
            "guardian_relation",
            "guardian_phone",
            "custodian_name",
            "custodian_relation",
            "custodian_address",
            "custodian_phone",
            "custodian_is_official",
            "family_agreement_on",
            "supervisor_name",
            "supervisor_phone",
            "supervisor_unrelated",
            "scope",
            "monthly",
            "account_tail",
            "single_limit",
            "opening_balance",
            "report_cycle",
            "check_cycle",
            "pay",
            "paid_by",
            "starts_on",
            "ends_on",
        )
        widgets = {
            **dict.fromkeys(("custodian_address", *PHONES, "person_id_number"), forms.TextInput),
            "family_agreement_on": day(),
            "starts_on": day(),
            "ends_on": day(),
        }
        labels = {"starts_on": _("In force from"), "ends_on": _("In force until")}

    def __init__(self, *args, user: User, kept: CustodyAgreement | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept if kept is not None else self.instance
        for name, mask in SECRETS.items():
            self.initial[name] = ""
            if stored := getattr(self.kept, name):
                words = _("On file: %(masked)s. Leave it empty to keep it.")
                self.fields[name].help_text = words % {"masked": mask(stored)}
                self.fields[name].required = False
        if self.instance.pk is None:
            units = POLICY.scope(user, "custody.draft_agreement", Organisation.objects.all())
            self.townships = units.filter(kind=Organisation.Kind.TOWNSHIP).order_by("path")
            field = forms.ModelChoiceField(label=_("Township"), queryset=self.townships)
            self.fields = {"township": field, **self.fields}
            if self.townships.count() == 1:
                self.initial.setdefault("township", self.townships.first())

    def clean(self) -> dict:
        values = super().clean()
        for name in SECRETS:
            if name not in self.errors:
                values[name] = values.get(name) or getattr(self.kept, name)
        for name in NAMES:
            self._clean(name, clean_name, values)
        for name in PHONES:
            self._clean(name, parse_mobile, values)
        today = timezone.localdate()
        self._clean("person_id_number", lambda raw: parse_id_number(raw, today=today).text, values)
        self._clean_rules(values)
        return values

    def _clean(self, name: str, parse, values: dict) -> None:
        if not values.get(name):
            return
        try:
            values[name] = parse(values[name])
        except BadIdentity:
            words = {
                "person_id_number": _("This is not a valid ID number of 18 characters."),
                **dict.fromkeys(PHONES, _("This is not a mobile number of 11 digits.")),
            }
            self.add_error(name, words.get(name, _("This name has characters nobody can read.")))

    def _clean_rules(self, values: dict) -> None:
        if values.get("capacity") in {Capacity.LIMITED, Capacity.NONE}:
            for name in ("guardian_name", "guardian_relation"):
                if not values.get(name):
                    self.add_error(name, _("Needed: the person's capacity is limited or absent."))
        if values.get("custodian_is_official") and not values.get("family_agreement_on"):
            words = _("Needed: staff may hold passbooks only with a written family agreement.")
            self.add_error("family_agreement_on", words)
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The end must lie after the start."))
        people = [values.get(f"{who}_name") for who in ("custodian", "person", "supervisor")]
        if all(people) and len(set(people)) < len(people):
            words = _("The custodian, the person and the supervisor must be different people.")
            self.add_error("supervisor_name", words)

    def _post_clean(self) -> None:
        """Database rules are checked above in words; the model is written by the flow."""

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DrawnForm(forms.Form):
    """A drawn signature over a text the page has shown."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    drawn = DrawnField()
    consent = forms.BooleanField(
        label=_("I have read this agreement or it was read to me, and I agree.")
    )


class HostForm(ConfirmForm):
    """The clerk proves once per agreement who sits at the table."""


class TableForm(DrawnForm):
    """Signing on the clerk's device."""

    id_seen = forms.BooleanField(
        label=_("Clerk: I have seen the identity document of this person."), required=False
    )
    is_mark = forms.BooleanField(
        label=_("The person cannot write and puts a mark; two witnesses are present."),
        required=False,
    )
    first_witness = forms.CharField(label=_("First witness"), max_length=50, required=False)
    second_witness = forms.CharField(label=_("Second witness"), max_length=50, required=False)

    @property
    def witnesses(self) -> list[str]:
        return [self.cleaned_data["first_witness"], self.cleaned_data["second_witness"]]


class CodeForm(forms.Form):
    code = forms.RegexField(
        label=_("Code from the text message"),
        regex=r"^\d{6}$",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"invalid": _("Six digits, as in the message.")},
    )


class CheckForm(forms.ModelForm):
    class Meta:
        model = CustodyCheck
        fields = (
            "on",
            "first_checker",
            "second_checker",
            "ledger_complete",
            "receipts_complete",
            "income",
            "expense",
            "actual",
            "explanation",
            "food",
            "clothing",
            "housing",
            "health",
            "surroundings",
            "opinion",
            "problem",
            "rectify_by",
        )
        widgets = {"on": day(), "rectify_by": day()}

    def _post_clean(self) -> None:
        """The flow writes the row and knows the rules."""

    def clean(self) -> dict:
        values = super().clean()
        for name in ("income", "expense", "actual"):
            if values.get(name) is not None and values[name] < Decimal(0):
                self.add_error(name, _("Not below zero."))
        return values


class RecheckForm(forms.Form):
    on = forms.DateField(label=_("Re-checked on"), widget=day())
    result = forms.CharField(label=_("Result of the re-check"), max_length=300)


class EndForm(ReasonForm):
    reason_label = _("Why it ends")
    on = forms.DateField(label=_("Date of the hand-over"), widget=day())
    balance = forms.DecimalField(
        label=_("Balance handed over (yuan)"), max_digits=12, decimal_places=2, min_value=0
    )
    items = forms.CharField(
        label=_("Things handed over"), max_length=1000, required=False, widget=forms.Textarea
    )
    received_by = forms.CharField(label=_("Received by"), max_length=50)
    drawn = DrawnField()


class CustodyFilter(forms.Form):
    """The filters above the register."""

    q = forms.CharField(label=_("Name or number"), max_length=60, required=False)
    unit = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), *choices(CUSTODY_STATUS_LABELS)],
    )
    need = forms.ChoiceField(
        label=_("Needs"),
        required=False,
        choices=[
            ("", _("all")),
            ("overdue", _("check overdue")),
            ("findings", _("open findings")),
            ("renewal", _("term ends within 30 days")),
            ("scan", _("scan to confirm")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("by township")),
            ("check", _("next check first")),
            ("end", _("end of term first")),
            ("name", _("by name")),
        ],
    )
