"""Giving roles and taking them back."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cms.lib.forms import ReasonForm
from staff.engine.roles import Role
from staff.flows.roles import HolderOutOfReach
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User
from staff.queries.login import account_name


class OrganisationField(forms.ModelChoiceField):
    """The tree as an indented list."""

    def label_from_instance(self, organisation: Organisation) -> str:
        return "　" * (organisation.depth - 1) + organisation.name


class GrantForm(ReasonForm):
    """Whom to give which role over which organisation, until when, and why."""

    account = forms.CharField(label=_("Staff number or log-in name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=RoleGrant._meta.get_field("role").choices)
    organisation = OrganisationField(
        label=_("Over"),
        queryset=Organisation.objects.none(),
        help_text=_("The role holds for this organisation and everything below it."),
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Required for inspectors; others may be open-ended."),
    )
    field_order = ("account", "role", "organisation", "last_day", "reason")

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean_account(self) -> User:
        """The account behind a staff number, phone or log-in name; who is elsewhere and who does
        not exist are refused in the same words."""
        found = User.objects.filter(username=account_name(self.cleaned_data["account"])).first()
        if found is None:
            raise forms.ValidationError(HolderOutOfReach.message, code=HolderOutOfReach.code)
        return found

    def clean(self) -> dict:
        """Beside the fields, `role` as a Role and `ends_at`: the midnight after the last day."""
        values = super().clean() or self.cleaned_data
        if "role" in values:
            values["role"] = Role(values["role"])
        day = values.pop("last_day", None)
        midnight = datetime.combine(day + timedelta(days=1), time()) if day else None
        return values | {"ends_at": timezone.make_aware(midnight) if midnight else None}
