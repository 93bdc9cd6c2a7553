"""Forms and widgets that many pages share."""

from django import forms
from django.utils.translation import gettext_lazy as _


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
