"""Files that were made once and stored, and those that are still to be made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.certificate import SealCertificate


class StoredFile(models.Model):
    """A file of a subject, of whatever kind: written once, never made again (append-only).

    `certificate` is missing where nothing was sealed; `evidence` is the SHA-256 of the evidence
    file inside.
    """

    class Level(models.TextChoices):
        NONE = "", _("no digital signature")
        BASIC = "B-B", _("digital signature of the system")
        STAMPED = "B-T", _("digital signature with a time stamp")
        LONG_TERM = "B-LTA", _("digital signature for the long term")

    subject = models.CharField(_("subject"), max_length=60)  # as in the chain
    kind = models.CharField(_("kind of file"), max_length=16)  # a FileKind of evidence.subjects
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200, unique=True)  # below PRIVATE_ROOT
    renderer = models.CharField(max_length=80)
    certificate = models.ForeignKey(
        SealCertificate, null=True, on_delete=models.PROTECT, related_name="files"
    )
    level = models.CharField(max_length=5, choices=Level, blank=True, default=Level.NONE)
    evidence = models.CharField(max_length=64, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind"], name="storedfile_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind} {self.sha256[:12]}"

    @property
    def code(self) -> str:
        """The code of its subject."""
        return self.subject.partition(":")[2]


class FileWait(models.Model):
    """What should be there and is not: written with the act that makes the file due, gone in the
    transaction that stores it."""

    subject = models.CharField(_("subject"), max_length=60)
    kind = models.CharField(_("kind of file"), max_length=16)
    since = models.DateTimeField(_("waiting since"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), db_index=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("missing file")
        verbose_name_plural = _("missing files")
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["subject", "kind"], name="filewait_once")]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind} {self.since:%Y-%m-%d}"
