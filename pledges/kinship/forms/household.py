"""Sheet B and what follows it: what the township and the county type about a household."""

import re
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.forms import day
from evidence.engine.codes import BadCode, parse_code
from evidence.forms.drawn import DrawnField
from pledges.kinship.flows.households import Part
from pledges.kinship.forms.declaration import BAD_ID, BAD_NAME, month, with_present
from pledges.kinship.models.household import CasePerson, HouseholdFiling, HouseholdNote, Rescreening
from pledges.kinship.queries.relatives import offered
from staff.engine.identity import BadIdentity, clean_name, narrow, parse_id_number, parse_mobile
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY

RELATED = (
    "staff_name",
    "staff_unit",
    "staff_post",
    "relation",
    "hardship",
    "means",
    "visited_on",
    "opinion",
)


def long_text() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


class HouseholdForm(forms.ModelForm):
    """Sheet B, as the township enters it at acceptance."""

    id_as_shown = forms.BooleanField(
        label=_("The number is as on the document although it fails the check"), required=False
    )
    related = forms.ChoiceField(
        label=_("Is the household related to somebody among staff?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    visitors = forms.CharField(
        label=_("Visitors: two people without interest"),
        max_length=120,
        required=False,
        help_text=_("Names or staff numbers, with a comma between them."),
    )
    panel = forms.CharField(
        label=_("Members of the democratic panel, if there was one"), max_length=200, required=False
    )
    reviewers = forms.CharField(label=_("Reviewers"), max_length=120, required=False)
    drawn = DrawnField(required=False)
    code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=19)

    class Meta:
        model = HouseholdFiling
        fields = (
            "accepted_on",
            "name",
            "id_number",
            "sex",
            "born_on",
            "registered_at",
            "lives_at",
            "people",
            "matter",
            "reason",
            "applied_on",
            "asked",
            *("staff_name", "staff_unit", "staff_post", "staff_phone", "relation"),
            *("hardship", "means", "visited_on", "visitors_unrelated", "opinion"),
            "signed_how",
        )
        widgets = {
            **dict.fromkeys(
                ("id_number", "registered_at", "lives_at", "staff_phone"), forms.TextInput
            ),
            **{name: day() for name in ("accepted_on", "born_on", "applied_on", "visited_on")},
            **{name: long_text() for name in ("hardship", "means")},
            "signed_how": forms.RadioSelect,
        }
        help_texts = {
            "asked": _("Ask aloud, whatever the answer is; without it nothing can be filed."),
            "relation": _("What the applicant is to the staff member."),
        }

    field_order = [
        "township",
        "code",
        "accepted_on",
        "name",
        "id_number",
        "id_as_shown",
        "sex",
        "born_on",
        "registered_at",
        "lives_at",
        "people",
        "matter",
        "reason",
        "applied_on",
        "asked",
        "related",
        "staff_name",
        "staff_unit",
        "staff_post",
        "staff_phone",
        "relation",
        "hardship",
        "means",
        "visitors",
        "visitors_unrelated",
        "visited_on",
        "panel",
        "reviewers",
        "opinion",
        "signed_how",
        "drawn",
    ]

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        units = POLICY.scope(user, "kinship.enter_household", Organisation.objects.all())
        places = units.filter(kind=Organisation.Kind.TOWNSHIP).order_by("path")
        self.fields["township"] = forms.ModelChoiceField(label=_("Township"), queryset=places)
        if places.count() == 1:
            self.initial.setdefault("township", places.first())
        for name, kind in (("relation", "relation"), ("matter", "aid")):
            words = with_present(offered(kind), self.initial.get(name, ""))
            label, needed = self.fields[name].label, self.fields[name].required
            self.fields[name] = forms.ChoiceField(
                label=label, required=needed, choices=words, help_text=self.fields[name].help_text
            )
        self.fields["sex"].choices = with_present(HouseholdFiling.Sex.choices, "")
        self.fields["signed_how"].choices = HouseholdFiling.SignedHow.choices
        self.fields["asked"].required = True
        for name in (*RELATED, "visitors", "visitors_unrelated"):
            self.fields[name].needed_when = _("(needed when related)")
        self.order_fields(self.field_order)

    def _post_clean(self) -> None:
        """Database rules are checked here in words; the model is written by the flow."""

    def clean_code(self) -> str:
        try:
            return parse_code(self.cleaned_data["code"]) if self.cleaned_data["code"] else ""
        except BadCode:
            return ""

    def clean_related(self) -> bool:
        return self.cleaned_data["related"] == "yes"

    def clean(self) -> dict:
        values = super().clean() or {}
        self._clean_identity(values)
        self._clean_days(values)
        self._clean_drawn(values)
        if values.get("related"):
            self._clean_related(values)
        elif values.get("related") is False:
            values |= dict.fromkeys(RELATED, "") | {"staff_phone": "", "visitors": ""}
            values |= {"visited_on": None, "visitors_unrelated": False}
        return values

    def _clean_identity(self, values: dict) -> None:
        self._clean_number(values)
        phone = _("This is not a mobile number of 11 digits.")
        for name, parse, words in (
            ("name", clean_name, BAD_NAME),
            ("staff_name", clean_name, BAD_NAME),
            ("staff_phone", parse_mobile, phone),
        ):
            try:
                values[name] = parse(values[name]) if values.get(name) else ""
            except BadIdentity:
                self.add_error(name, words)

    def _clean_number(self, values: dict) -> None:
        """A number that fails the check is kept only as the document shows it."""
        values["id_ok"] = True
        if not values.get("id_number"):
            return
        try:
            found = parse_id_number(values["id_number"], today=timezone.localdate())
            values["id_number"] = found.text
        except BadIdentity:
            values["id_number"] = narrow(values["id_number"]).upper()
            values["id_ok"] = False
            if not values.get("id_as_shown"):
                self.add_error("id_number", BAD_ID)

    def _clean_days(self, values: dict) -> None:
        today = timezone.localdate()
        for name in ("accepted_on", "applied_on", "visited_on", "born_on"):
            if values.get(name) and values[name] > today:
                self.add_error(name, _("This day lies in the future."))

    def _clean_drawn(self, values: dict) -> None:
        """A box that is not signed in is not looked at."""
        if values.get("signed_how") != HouseholdFiling.SignedHow.DRAWN:
            self.errors.pop("drawn", None)
            values["drawn"] = None

    def _clean_related(self, values: dict) -> None:
        for name in RELATED:
            if not values.get(name):
                self.add_error(name, _("Needed for a household with a relative among staff."))
        if len(set(names(values.get("visitors", "")))) < 2:
            self.add_error("visitors", _("Two different people visit together."))
        if not values.get("visitors_unrelated"):
            words = _("Confirm that the visitors have no interest in this household.")
            self.add_error("visitors_unrelated", words)

    @property
    def values(self) -> dict:
        kept = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return kept | {name: self.cleaned_data[name] for name in ("related", "id_ok")}

    @property
    def parts(self) -> list[Part]:
        roles = CasePerson.Role
        fields = (
            ("visitors", roles.VISITOR),
            ("panel", roles.PANEL),
            ("reviewers", roles.REVIEWER),
        )
        return [
            Part(role, name) for field, role in fields for name in names(self.cleaned_data[field])
        ]


def names(text: str) -> list[str]:
    return [name.strip() for name in re.split(r"[,，、;；]", text) if name.strip()]


class VisitForm(forms.Form):
    on = forms.DateField(label=_("Visited on"), widget=day())
    people = forms.CharField(
        label=_("Visitors of the county"),
        max_length=120,
        help_text=_("Names or staff numbers, with a comma between them."),
    )
    found = forms.CharField(label=_("What was found"), max_length=300, widget=long_text())

    def clean_people(self) -> list[str]:
        found = names(self.cleaned_data["people"])
        if len(set(found)) < 2:
            raise forms.ValidationError(_("Two different people visit together."))
        return found


class DecisionForm(forms.Form):
    approved = forms.TypedChoiceField(
        label=_("County result"),
        choices=[("yes", _("approved")), ("no", _("not approved"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    words = forms.CharField(label=_("Reason"), max_length=300, widget=long_text())
    monthly = forms.DecimalField(
        label=_("Assistance a month (yuan)"),
        min_value=Decimal(0),
        max_digits=10,
        decimal_places=2,
        required=False,
    )
    starts_on = forms.DateField(
        label=_("First month"), widget=month(), input_formats=["%Y-%m"], required=False
    )

    def clean(self) -> dict:
        values = super().clean() or {}
        if values.get("approved"):
            for name in ("monthly", "starts_on"):
                if values.get(name) is None:
                    self.add_error(name, _("Needed when it is approved."))
        return values


class NoteForm(forms.ModelForm):
    class Meta:
        model = HouseholdNote
        fields = ("on", "kind", "reason", "monthly")
        widgets = {"on": day()}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["monthly"].required = False

    def _post_clean(self) -> None:
        """The flow writes the row."""

    def clean_monthly(self):
        value = self.cleaned_data["monthly"]
        if value is not None and value < 0:
            raise forms.ValidationError(_("Not below zero."))
        return value


class RescreenForm(forms.ModelForm):
    class Meta:
        model = Rescreening
        fields = ("on", "application", "acceptance", "confirmation", "conclusion", "words")
        widgets = {
            "on": day(),
            "words": long_text(),
            **dict.fromkeys(("application", "acceptance", "confirmation"), forms.RadioSelect),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("application", "acceptance", "confirmation"):
            self.fields[name].choices = Rescreening.Step.choices

    def _post_clean(self) -> None:
        """The flow writes the row."""


class RecusalForm(forms.Form):
    member = forms.ModelChoiceField(label=_("Who stepped back"), queryset=Member.objects.none())
    role = forms.ChoiceField(label=_("From which part"), choices=CasePerson.Role.choices)
    substitute = forms.CharField(label=_("Taken over by"), max_length=50)
    reason = forms.CharField(label=_("Reason"), max_length=200)
    on = forms.DateField(label=_("Stepped back on"), widget=day())

    def __init__(self, *args, members, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
