"""What the signing page sends, and the file that somebody wants checked."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from pledges.engine import reading
from pledges.engine.codes import BadCode, parse_code
from pledges.engine.document import numeral
from pledges.engine.grade_inputs import Manner
from pledges.engine.strokes import MAX_BYTES, BadStrokes, parse
from pledges.flows.signing import SignatureRefused
from pledges.forms.ceremony import ConfirmForm, HelpForm
from pledges.models.envelope import Envelope


class SignForm(HelpForm, ConfirmForm):
    """Ticks, manner of reading, signature, consent and password of one signing."""

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
    reading = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    large = forms.BooleanField(widget=forms.HiddenInput, required=False)
    aloud = forms.BooleanField(widget=forms.HiddenInput, required=False)
    assertion = forms.CharField(widget=forms.HiddenInput, required=False, max_length=8000)
    request = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args, envelope: Envelope, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.envelope = envelope
        if self.data.get("assertion"):  # a passkey stands in for password and code
            self.fields["password"].required = False
            if "code" in self.fields:
                self.fields["code"].required = False
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

    def manner(self, at: datetime, assertion: dict | None = None) -> Manner:
        """How the text was read, as far as it is believable at `at`. Only of a valid form."""
        values, envelope = self.cleaned_data, self.envelope
        return Manner(
            reading=reading.parse(
                values["reading"],
                sections=len(envelope.text["clauses"]) + 2,
                elapsed=int((at - envelope.viewed_at).total_seconds()),
            ),
            large=values["large"],
            aloud=values["aloud"],
            helper=self.helper,
            assertion=assertion,
            request=values["request"],
        )

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
