"""A list of short texts, edited one per line."""

from django import forms
from django.db import models


class LinesWidget(forms.Textarea):
    def format_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class LinesFormField(forms.Field):
    widget = LinesWidget

    def to_python(self, value) -> list[str]:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data) -> bool:
        return (initial or []) != self.to_python(data)


class LinesField(models.JSONField):
    """JSON list of strings; people write one per line."""

    def formfield(self, **kwargs):
        defaults = {"required": not self.blank, "label": self.verbose_name}
        defaults |= {"help_text": self.help_text, "widget": kwargs.get("widget", LinesWidget)}
        return LinesFormField(**defaults)
