"""Why a certificate of the seal is changed or revoked."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RotateForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
    compromised = forms.BooleanField(label=_("Somebody else may have the key"), required=False)
