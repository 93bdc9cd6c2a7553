"""Forms and widgets that many pages share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import REASON_LENGTH


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    """Why somebody does it: never blank, at most 200 characters, kept with what is done."""

    reason_label: Any = _("Reason")
    reason_hint: Any = ""  # text, perhaps translated later
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = self.reason_label, self.reason_hint


class AskForm(forms.Form):
    """A form over the query string whose every field is optional."""

    def value(self, name: str):
        """The cleaned value, or the field's initial value when it is missing or nonsense."""
        self.is_valid()
        return self.cleaned_data.get(name) or self.fields[name].initial
