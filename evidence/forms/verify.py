"""What a check of a document asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.engine.codes import BadCode, parse_code


class CodeForm(forms.Form):
    """A verification code as somebody typed it."""

    code = forms.CharField(
        label=_("Verification code"),
        max_length=40,
        help_text=_("16 letters and digits at the foot of the document."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    messages = {
        "length": _("A code has 16 letters and digits. Compare it with the document."),
        "character": _("There is a character that no code has. Compare it with the document."),
        "check": _("There is a typing mistake in the code. Compare it with the document."),
    }

    def clean_code(self) -> str:
        try:
            return parse_code(self.cleaned_data["code"])
        except BadCode as fault:
            raise forms.ValidationError(self.messages[fault.reason]) from fault


class FileForm(forms.Form):
    """A PDF to compare with the stored one. Nothing of it is kept."""

    file = forms.FileField(
        label=_("PDF file"),
        help_text=_("At most 20 MB. The file is compared and not stored."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Choose the PDF file first."),
            "empty": _("The file is empty: it was cut off. Download or copy it again."),
        },
    )
