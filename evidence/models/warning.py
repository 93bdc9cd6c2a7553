"""Which warnings about certificates were sent: each once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.certificate import SealCertificate


class SealWarning(models.Model):
    """The administrators were told that a certificate has fewer than `days` days left."""

    certificate = models.ForeignKey(
        SealCertificate, on_delete=models.PROTECT, related_name="warnings"
    )
    days = models.PositiveSmallIntegerField(_("days left"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("warning about a certificate")
        verbose_name_plural = _("warnings about certificates")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "days"], name="sealwarning_once")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.days}"
