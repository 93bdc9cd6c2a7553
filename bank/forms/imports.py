"""The question file, cleaned for one flow."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bank.models.items import ItemBank
from cms.lib.tables.uploads import UploadRefused, check_upload
from staff.permissions import POLICY


class ImportForm(forms.Form):
    """A question file for one bank. `cleaned_data["upload"]` is checked and can be read."""

    bank = forms.ModelChoiceField(label=_("Bank"), queryset=ItemBank.objects.none())
    file = forms.FileField(
        label=_("Question file"), help_text=_("xlsx or csv, up to 20 MB, 13 columns.")
    )

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bank"].queryset = POLICY.scope(
            user, "bank.import_items", ItemBank.objects.all()
        )

    def clean_file(self):
        try:
            self.cleaned_data["upload"] = check_upload(
                self.cleaned_data["file"], kinds={"xlsx", "csv"}
            )
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["file"]
