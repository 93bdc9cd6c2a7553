"""Giving roles and taking them back."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from staff.adapters.login import account_name
from staff.engine.roles import Role
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User


class OrganisationField(forms.ModelChoiceField):
    """The tree as an indented list."""

    def label_from_instance(self, organisation: Organisation) -> str:
        return "　" * (organisation.depth - 1) + organisation.name


class GrantForm(forms.Form):
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
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations

    def clean_account(self) -> User:
        """The account behind a staff number, phone or log-in name."""
        found = User.objects.filter(username=account_name(self.cleaned_data["account"])).first()
        if found is None:
            raise forms.ValidationError(_("There is no account of this name."))
        return found

    @property
    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    @property
    def ends_at(self) -> datetime | None:
        """The midnight after the last day."""
        day = self.cleaned_data["last_day"]
        return (
            timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None
        )


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
