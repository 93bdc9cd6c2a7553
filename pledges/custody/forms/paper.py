"""What a clerk reads off a signed paper, and what a second person says of its scan."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.forms import day
from cms.lib.tables.uploads import Upload, check_upload
from pledges.custody.engine.agreement import Party, Stated
from pledges.custody.flows.paper import KINDS, MAX_SCAN
from pledges.custody.models.agreement import PARTY_LABELS, CustodyAgreement


class ScanForm(forms.Form):
    scan = forms.FileField(
        label=_("Scan of the signed agreement"), help_text=_("PDF, JPG or PNG, up to 20 MB.")
    )
    signed_on = forms.DateField(
        label=_("Signed on paper on"),
        widget=day(),
        help_text=_("The day on the paper. Where a party wrote another one, give it below."),
    )

    def __init__(self, *args, agreement: CustodyAgreement, left: Sequence[Party], **kwargs) -> None:
        """`left`: the parties that have not signed yet; each has fields of its own."""
        super().__init__(*args, **kwargs)
        self.agreement, self.left = agreement, left
        for party in left:
            self.fields |= self._asked_of(party)

    def _asked_of(self, party: Party) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        if party == Party.TOWNSHIP:
            fields["township_name"] = forms.CharField(
                label=_("Signed for the township by"),
                max_length=50,
                initial=str(self.agreement.clerk),
            )
        fields[f"{party}_on"] = forms.DateField(
            label=_("Another day"), required=False, widget=day()
        )
        fields[f"{party}_mark"] = forms.BooleanField(
            label=_("A fingerprint or mark instead of a name"), required=False
        )
        fields[f"{party}_witnesses"] = forms.CharField(
            label=_("Witnesses of this signature"),
            max_length=120,
            required=False,
            help_text=_("Names as on the paper, with a comma between them."),
        )
        return fields

    @property
    def parties(self) -> list[dict]:
        """For the page: who is asked about, and the fields."""
        return [
            {
                "label": PARTY_LABELS[party],
                "name": self.agreement.party_name(party),
                "fields": [self[name] for name in self.fields if name.startswith(f"{party}_")],
            }
            for party in self.left
        ]

    def clean_scan(self) -> Upload:
        try:
            return check_upload(self.cleaned_data["scan"], kinds=KINDS, max_bytes=MAX_SCAN)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self) -> dict:
        values = super().clean()
        if self.errors:
            return values
        return {"scan": values["scan"], "stated": [self._stated(party) for party in self.left]}

    def _stated(self, party: Party) -> Stated:
        values = self.cleaned_data
        return Stated(
            party=party,
            name=values.get(f"{party}_name") or self.agreement.party_name(party),
            signed_on=values[f"{party}_on"] or values["signed_on"],
            is_mark=values[f"{party}_mark"],
            witnesses=tuple(parted(values[f"{party}_witnesses"])),
        )


def parted(names: str) -> list[str]:
    """Names that stand in one line, whichever comma is between them."""
    text = names.replace("，", ",").replace("、", ",")
    return [name.strip() for name in text.split(",") if name.strip()]


class ScanDecisionForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label=_("The scan"),
        choices=[
            ("yes", _("shows this agreement, signed by all parties")),
            ("no", _("is not in order and goes back")),
        ],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    remark = forms.CharField(label=_("Remark on the scan"), max_length=200, required=False)

    def clean(self) -> dict:
        values = super().clean()
        if values.get("accepted") is False and not values.get("remark"):
            self.add_error("remark", _("Say what is not in order."))
        return values
