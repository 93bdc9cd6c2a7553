"""What the signing page of a pledge sends."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.engine import reading
from evidence.engine.grade_inputs import Manner
from evidence.forms.ceremony import HelpForm, SigningForm
from pledges.rounds.models.envelope import Envelope


class TicksField(forms.TypedMultipleChoiceField):
    """The numbers of the boxes that are ticked; which ones must be is for the flow to say."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"coerce": int, "required": False, **kwargs})

    def valid_value(self, value: object) -> bool:
        return str(value).isdecimal()


class SignForm(HelpForm, SigningForm):
    """Ticks, manner of reading, signature, consent and password of one signing."""

    clauses = TicksField()
    consent = forms.BooleanField(
        label=_("I have read this and agree to sign electronically."),
        error_messages={"required": _("Without your consent this pledge cannot be signed here.")},
    )
    reading = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    large = forms.BooleanField(widget=forms.HiddenInput, required=False)
    aloud = forms.BooleanField(widget=forms.HiddenInput, required=False)
    request = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def manner(self, envelope: Envelope, at: datetime, assertion: dict | None = None) -> Manner:
        """How the text was read, as far as it is believable at `at`. Only of a valid form."""
        values, since = self.cleaned_data, envelope.viewed_at or at
        return Manner(
            reading=reading.parse(
                values["reading"],
                sections=len(envelope.text.get("clauses", ())) + 2,
                elapsed=int((at - since).total_seconds()),
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
