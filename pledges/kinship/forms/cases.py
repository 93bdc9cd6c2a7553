"""What the unit and the county say of declarations and alerts; the filters above the lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.lib.choices import choices
from pledges.kinship.forms.household import long_text
from pledges.kinship.models.declaration import DECLARATION_STATUS_LABELS, DUTY_LABELS
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import RESULT_LABELS, KinshipAlert

ALL = [("", _("all"))]


class OpinionForm(forms.Form):
    words = forms.CharField(label=_("Opinion of the unit"), max_length=300, widget=long_text())


class ConclusionForm(forms.Form):
    result = forms.ChoiceField(
        label=_("Conclusion"),
        widget=forms.RadioSelect,
        choices=[
            ("filed", _("File it")),
            ("focus", _("File it and check it closely")),
            ("returned", _("Send it back")),
        ],
    )
    words = forms.CharField(label=_("Reason"), max_length=300, widget=long_text())


class AlertForm(forms.Form):
    conclusion = forms.ChoiceField(
        label=_("Conclusion"), choices=KinshipAlert.Conclusion.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("Reason"), max_length=300, widget=long_text())


class SecondLookForm(forms.Form):
    agreed = forms.TypedChoiceField(
        label=_("Second look"),
        choices=[("yes", _("agree and close")), ("no", _("open it again"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    words = forms.CharField(label=_("Reason"), max_length=300, widget=long_text())


# --- Filters above the lists


class ListFilter(forms.Form):
    q = forms.CharField(label=_("Name or number"), max_length=60, required=False)
    unit = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def value(self, name: str) -> str:
        return self.cleaned_data.get(name, "") if self.is_valid() else ""


class DeclarationFilter(ListFilter):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[*ALL, *choices(DECLARATION_STATUS_LABELS)[1:]]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ALL, *choices(DUTY_LABELS)])
    answer = forms.ChoiceField(
        label=_("What was declared"),
        required=False,
        choices=[*ALL, ("nil", _("nil return")), ("some", _("with relatives"))],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("newest first")), ("old", _("oldest first")), ("name", _("by name"))],
    )


class HouseholdFilter(ListFilter):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[*ALL, *HouseholdFiling.State.choices]
    )
    need = forms.ChoiceField(
        label=_("Needs"),
        required=False,
        choices=[
            *ALL,
            ("related", _("on file: with a relative among staff")),
            ("visit", _("visit of the county")),
            ("result", _("result of the county")),
            ("screen", _("this year's screening")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("by township")), ("new", _("newest first")), ("name", _("by name"))],
    )


class MatchFilter(ListFilter):
    result = forms.ChoiceField(
        label=_("Result of the comparison"),
        required=False,
        choices=[*ALL, ("pending", _("pending")), *choices(RESULT_LABELS)],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("by township")), ("result", _("by result")), ("name", _("by name"))],
    )


class AlertFilter(ListFilter):
    kind = forms.ChoiceField(
        label=_("Alert"), required=False, choices=[*ALL, *KinshipAlert.Kind.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("not closed")), *KinshipAlert.State.choices, ("all", _("all"))],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("newest first")), ("old", _("oldest first")), ("unit", _("by unit"))],
    )
