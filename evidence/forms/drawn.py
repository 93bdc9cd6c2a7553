"""The box to sign in, as a field."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evidence.engine.strokes import BadStrokes, Signature, parse
from evidence.flows.refusals import SignatureRefused


class DrawnField(forms.Field):
    """What was drawn, as the engine's Signature; None for an empty box that may stay empty."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"label": _("Signature"), **kwargs})

    def clean(self, value: str | None) -> Signature | None:
        text = value or ""
        if not self.required and not text.strip():
            return None
        try:
            return parse(text)
        except BadStrokes as fault:
            words = SignatureRefused.messages[fault.reason]
            raise ValidationError(words, code=fault.reason) from fault
