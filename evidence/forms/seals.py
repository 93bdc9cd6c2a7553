"""Why a certificate of the seal is revoked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.forms.ceremony import ConfirmedReasonForm


class RevokeForm(ConfirmedReasonForm):
    compromised = forms.BooleanField(label=_("Somebody else may have the key"), required=False)
