"""What the signing page sends, and the file that somebody wants checked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pledges.engine.codes import BadCode, parse_code
from pledges.engine.document import numeral
from pledges.engine.strokes import MAX_BYTES, BadStrokes, parse
from pledges.flows.signing import SignatureRefused
from pledges.models.envelope import Envelope


class SignForm(forms.Form):
    """Ticks, signature, consent and password of one signing."""

    digest = forms.CharField(widget=forms.HiddenInput)
    clauses = forms.TypedMultipleChoiceField(
        coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    drawn = forms.CharField(
        label=_("Signature"),
        widget=forms.HiddenInput,
        required=False,
        max_length=MAX_BYTES,
        error_messages={"max_length": SignatureRefused.messages["too_large"]},
    )
    consent = forms.BooleanField(
        label=_("I have read this and agree to sign electronically."),
        error_messages={"required": _("Without your consent this pledge cannot be signed here.")},
    )
    password = forms.CharField(
        label=_("Your log-in password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your log-in password. Nothing was signed.")},
    )

    def __init__(self, *args, envelope: Envelope, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        numbers = range(1, len(envelope.text["clauses"]) + 1)
        self.fields["clauses"].choices = [(number, numeral(number)) for number in numbers]

    def clean_clauses(self) -> list[int]:
        ticked = self.cleaned_data["clauses"]
        left = [number for number, _label in self.fields["clauses"].choices if number not in ticked]
        if left:
            raise forms.ValidationError(
                _("Confirm every clause first. Still open: %(clauses)s."),
                params={"clauses": "、".join(map(numeral, left))},
            )
        return ticked

    def clean_drawn(self) -> str:
        try:
            parse(self.cleaned_data["drawn"])
        except BadStrokes as fault:
            raise forms.ValidationError(SignatureRefused.messages[fault.reason]) from fault
        return self.cleaned_data["drawn"]

    @property
    def ticked(self) -> set[str]:
        """The clause numbers that come back ticked when the page is shown again."""
        return set(self["clauses"].value() or ())


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
