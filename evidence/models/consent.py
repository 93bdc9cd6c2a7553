"""The agreement on the use of electronic signatures, as each member signed it. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.models.member import Member


class ElectronicConsent(models.Model):
    """One member agreed to one wording, once; the wording is found by its digest."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents")
    member_name = models.CharField(_("name of the signer"), max_length=50)
    version = models.PositiveSmallIntegerField(_("version of the text"))
    digest = models.CharField(_("digest of the text"), max_length=64)
    method = models.CharField(_("identity confirmed by"), max_length=20)
    at = models.DateTimeField(_("time of signing"))

    class Meta:
        verbose_name = _("agreement on electronic signatures")
        verbose_name_plural = _("agreements on electronic signatures")
        constraints = [
            models.UniqueConstraint(fields=["member", "digest"], name="consent_once_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.member_name} V{self.version}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"consent:{self.pk}"
