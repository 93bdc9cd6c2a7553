"""What a check of a document asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.engine.codes import BadCode, parse_code

MOST_FILES = 5


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


class ManyFiles(forms.FileInput):
    """A choice of files that gives all of them."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else [files.get(name)]


class FilesField(forms.FileField):
    """One file or several; `cleaned_data` holds the list."""

    def clean(self, data, initial=None):
        given = data or [None]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(self.error_messages["many"] % {"most": MOST_FILES})
        clean = super().clean
        return [clean(one, initial) for one in given]


class FileForm(forms.Form):
    """A PDF, or several, to compare with the stored ones. Nothing of them is kept."""

    file = FilesField(
        label=_("PDF file"),
        help_text=_("At most 20 MB; up to five files at once. They are compared and not stored."),
        widget=ManyFiles(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": _("Choose the PDF file first."),
            "many": _("At most %(most)s files at once. Choose fewer."),
            "empty": _("The file is empty: it was cut off. Download or copy it again."),
        },
    )
