"""What the accounts administrator types about the roster and its people."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cms.lib.forms import ReasonForm
from cms.lib.tables.uploads import UploadRefused, check_upload
from staff.models.organisation import Organisation, Post

KINDS = frozenset({"xlsx", "csv"})


class RosterUploadForm(forms.Form):
    """`cleaned_data["file"]` is a checked Upload."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_(
            "Excel (.xlsx) or CSV, at most 20 MB and 20,000 rows. Title rows, two-row heads, one"
            " sheet per township and 合计 rows may stay as they are."
        ),
    )

    def clean_file(self):
        try:
            return check_upload(self.cleaned_data["file"], kinds=KINDS)
        except UploadRefused as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal


class KeptReasonForm(ReasonForm):
    """A reason that is kept in the ledger."""

    reason_hint = _("It is kept with the entry.")


class LeaveForm(KeptReasonForm):
    on = forms.DateField(label=_("Last day in post"), widget=AdminDateInput)
    field_order = ("on", "reason")


class TransferForm(KeptReasonForm):
    """Offers only organisations within the administrator's reach."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("To organisation"))
    post = forms.ModelChoiceField(Post.objects.all(), label=_("Post"))
    village = forms.CharField(label=_("Village or community"), max_length=60, required=False)
    on = forms.DateField(label=_("First day there"), widget=AdminDateInput)
    field_order = ("organisation", "post", "village", "on", "reason")

    def __init__(self, *args, organisations, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = organisations


class ApplyForm(forms.Form):
    """The decision about an import: with or without recording the absent as left."""

    leavers = forms.BooleanField(
        label=_("Record the people who are not in the file as left"), required=False
    )
    on = forms.DateField(label=_("Last day in post"), widget=AdminDateInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def clean(self) -> dict:
        values = super().clean() or self.cleaned_data
        if values.get("leavers"):
            for name in ("on", "reason"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed to record people as left."))
        return values
