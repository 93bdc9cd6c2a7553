"""What HR types about signing rounds."""

from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.forms import ReasonForm
from evidence.engine.events import RevocationCategory
from evidence.forms.ceremony import ConfirmedReasonForm
from evidence.models.check_labels import CATEGORY_LABELS
from pledges.rounds.models.template import PledgeTemplateVersion
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY

LEVELS = [
    Organisation.Kind.CITY,
    Organisation.Kind.COUNTY,
    Organisation.Kind.TOWNSHIP,
]


class OrganisationField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Organisation) -> str:
        return "\u3000" * (unit.depth - 1) + unit.name


class RoundForm(forms.Form):
    """Which words, for whom, until when."""

    version = forms.ModelChoiceField(
        label=_("Pledge"), queryset=PledgeTemplateVersion.objects.none(), empty_label=None
    )
    organisation = OrganisationField(
        label=_("Who signs"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        help_text=_("Everybody in post in this unit and below it."),
    )
    title = forms.CharField(label=_("Title of the round"), max_length=120)
    due_on = forms.DateField(
        label=_("Last day for signing"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        versions = PledgeTemplateVersion.objects.published().order_by("template", "-number")
        self.fields["version"].queryset = versions
        units = POLICY.scope(user, "rounds.open_round", Organisation.objects.all())
        self.fields["organisation"].queryset = units.filter(kind__in=LEVELS).order_by("path")

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("The last day for signing must lie in the future."))
        return day

    @property
    def due_at(self) -> datetime:
        """The end of the last day."""
        day = self.cleaned_data["due_on"]
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class RevocationForm(ConfirmedReasonForm):
    """Why a pledge is revoked: a category for everybody, the words for the house."""

    category = forms.TypedChoiceField(
        label=_("Category of the reason"),
        choices=[(category.value, label) for category, label in CATEGORY_LABELS.items()],
        coerce=RevocationCategory,
        widget=forms.RadioSelect,
        help_text=_("Everybody who checks the pledge sees the category."),
        error_messages={"required": _("Choose a category.")},
    )
    reason_hint = _("The words stay inside: HR, inspectors and the person see them.")
    field_order = ("category", "reason")


class ManyCodes(forms.Field):
    """The codes that were ticked."""

    widget = forms.MultipleHiddenInput

    def clean(self, value) -> list[str]:
        return list(value or [])


class BulkForm(forms.Form):
    """What to do with whom of a round."""

    act = forms.ChoiceField(choices=[("remind", _("Remind")), ("exempt", _("Exempt"))])
    codes = ManyCodes(required=False)
    everybody = forms.BooleanField(required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class ExemptForm(ReasonForm):
    """Why the chosen people are exempt. Whom it is about goes along unseen."""

    act = forms.CharField(widget=forms.HiddenInput)
    unit = forms.CharField(widget=forms.HiddenInput, required=False)
    confirm = forms.CharField(widget=forms.HiddenInput, required=False)
    everybody = forms.BooleanField(widget=forms.HiddenInput, required=False)
    codes = ManyCodes(required=False)


class RoundFilter(forms.Form):
    """The filters above the list of rounds."""

    q = forms.CharField(label=_("Search"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("all")), ("open", _("open")), ("closed", _("closed"))],
    )


class EnvelopeFilter(forms.Form):
    """The filters above the people of a round."""

    q = forms.CharField(label=_("Name or number"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all")),
            ("unsigned", _("not signed")),
            ("unread", _("not read yet")),
            ("signed", _("signed")),
            ("unsealed", _("signed, PDF being made")),
            ("declined", _("declined")),
            ("exempt", _("exempt")),
            ("replaced", _("replaced or revoked")),
        ],
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("by unit")),
            ("name", _("by name")),
            ("newest", _("latest signature first")),
            ("state", _("by state")),
        ],
    )
