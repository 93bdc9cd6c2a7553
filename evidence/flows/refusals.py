"""Refusals that every signing shares."""

from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError


class SignatureRefused(DomainError):
    """There is no signature; `reason` is the engine's word for what is wrong with the drawing."""

    code = "signature_refused"
    messages = {
        "empty": _("There is no signature yet. Draw your name in the box. Nothing was signed."),
        "too_small": _("The signature is too small or too short. Draw your whole name, larger."),
        "too_large": _("The signature has too many strokes. Clear it and draw it once more."),
        "malformed": _("The signature did not arrive whole. Clear it and draw it once more."),
    }

    def __init__(self, reason: str = "empty") -> None:
        self.reason = reason
        super().__init__(self.messages[reason])
