"""What the signing page sends, and the file that somebody wants checked."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.lib.chinese import numeral
from evidence.engine import reading
from evidence.engine.grade_inputs import Manner
from evidence.engine.strokes import MAX_BYTES, BadStrokes, parse
from evidence.flows.refusals import SignatureRefused
from evidence.forms.ceremony import ConfirmForm, HelpForm
from pledges.rounds.models.envelope import Envelope


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
