"""Input of trainers, cleaned for one flow each."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.lib.uploads import UploadRefused, check_upload
from exams.engine.items import Kind
from exams.flows.papers import Quota
from exams.models import ItemBank, Paper
from exams.models.labels import KIND_LABELS
from staff.permissions import POLICY

MAX_PER_KIND = 100


class ImportForm(forms.Form):
    """A question file for one bank. `cleaned_data["upload"]` is checked and can be read."""

    bank = forms.ModelChoiceField(label=_("Bank"), queryset=ItemBank.objects.none())
    file = forms.FileField(
        label=_("Question file"), help_text=_("xlsx or csv, up to 20 MB, 13 columns.")
    )

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = POLICY.scope(
            user, "exams.import_items", ItemBank.objects.all()
        )

    def clean_file(self):
        try:
            self.cleaned_data["upload"] = check_upload(
                self.cleaned_data["file"], kinds={"xlsx", "csv"}
            )
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["file"]


class PaperForm(forms.ModelForm):
    """How many items of each kind to draw from a bank, and what each is worth."""

    bank = forms.ModelChoiceField(label=_("Bank"), queryset=ItemBank.objects.all())
    seed = forms.IntegerField(
        label=_("Drawing number"),
        min_value=1,
        initial=1,
        help_text=_("The same number draws the same items again."),
    )

    class Meta:
        model = Paper
        fields = ["title", "organisation", "multiple_policy"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            label = KIND_LABELS[kind]
            self.fields[f"count_{kind.value}"] = forms.IntegerField(
                label=_("%(kind)s: how many") % {"kind": label},
                min_value=0,
                max_value=MAX_PER_KIND,
                initial=0,
            )
            self.fields[f"points_{kind.value}"] = forms.DecimalField(
                label=_("%(kind)s: points each") % {"kind": label},
                min_value=Decimal("0.5"),
                max_value=100,
                decimal_places=2,
                initial=2,
            )

    def quotas(self) -> list[Quota]:
        data = self.cleaned_data
        return [
            Quota(kind, data[f"count_{kind.value}"], data[f"points_{kind.value}"])
            for kind in Kind
            if data[f"count_{kind.value}"]
        ]
