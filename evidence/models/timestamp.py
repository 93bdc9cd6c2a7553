"""Time stamps of sealed files: every token that was given, and the files that wait for one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.stored import StoredFile


class DocumentTimestamp(models.Model):
    """An RFC 3161 token (append-only), numbered per file from 1.

    `inside` the signature it covers the signature's value; `beside` the file its SHA-256; as a
    `renewal` the SHA-256 of: the file's SHA-256, then the SHA-256 of every token before (bytes).
    """

    class Place(models.TextChoices):
        INSIDE = "inside", _("inside the signature")
        BESIDE = "beside", _("beside the file")
        RENEWAL = "renewal", _("renewal")

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="timestamps")
    number = models.PositiveSmallIntegerField(_("number"))
    place = models.CharField(_("where it stands"), max_length=8, choices=Place)
    token = models.BinaryField()
    imprint = models.CharField(max_length=64)
    authority = models.CharField(_("authority"), max_length=300)
    is_independent = models.BooleanField(_("independent"))
    stamped_at = models.DateTimeField(_("time"))
    valid_to = models.DateTimeField(_("authority's certificate valid until"))
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("time stamp")
        verbose_name_plural = _("time stamps")
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="timestamp_number"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number} {self.stamped_at:%Y-%m-%d}"


class TimestampWait(models.Model):
    """A sealed file whose time stamp is still to come (时间戳待补); gone once it has come."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="timestamp_wait")
    since = models.DateTimeField(_("waiting since"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), db_index=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("missing time stamp")
        verbose_name_plural = _("missing time stamps")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.file_id} {self.since:%Y-%m-%d}"
