"""Which part of a record to show."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.lib.forms import AskForm
from staff.models.credential_kinds import CredentialKind

KINDS = [c for c in CredentialKind.choices if c[0] != CredentialKind.REVOCATION]


class RecordForm(AskForm):
    """Year and kind of the credentials listed."""

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, initial="")
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, initial="", choices=[("", _("All")), *KINDS]
    )

    def __init__(self, data, *, years: list[int]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [("", _("All")), *((year, str(year)) for year in years)]
