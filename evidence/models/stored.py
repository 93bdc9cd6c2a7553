"""Files that were made once and stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.certificate import SealCertificate
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.template import PledgeTemplateVersion


class SealedDocument(models.Model):
    """The PDF of an envelope: sealed, stored once, never made again.

    `certificate` is missing for files of the time before seals; `evidence` is the SHA-256 of the
    evidence file inside.
    """

    class Level(models.TextChoices):
        NONE = "", _("no digital signature")
        BASIC = "B-B", _("digital signature of the system")
        STAMPED = "B-T", _("digital signature with a time stamp")
        LONG_TERM = "B-LTA", _("digital signature for the long term")

    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="sealed")
    version = models.ForeignKey(PledgeTemplateVersion, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200, unique=True)  # below PRIVATE_ROOT
    renderer = models.CharField(max_length=80)
    certificate = models.ForeignKey(
        SealCertificate, null=True, on_delete=models.PROTECT, related_name="documents"
    )
    level = models.CharField(max_length=5, choices=Level, blank=True, default=Level.NONE)
    evidence = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sealed document")
        verbose_name_plural = _("sealed documents")

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.sha256[:12]}"
