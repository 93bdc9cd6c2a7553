"""Time stamps of sealed files: every token that was given, and the files that wait for one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evidence.models.stored import SealedDocument
from pledges.custody.models.signing import CustodyDocument

ONE_FILE = Q(document__isnull=False, custody__isnull=True) | Q(
    document__isnull=True, custody__isnull=False
)


class DocumentTimestamp(models.Model):
    """An RFC 3161 token (append-only), numbered per file from 1.

    `inside` the signature it covers the signature's value; `beside` the file its SHA-256; as a
    `renewal` the SHA-256 of: the file's SHA-256, then the SHA-256 of every token before (bytes).
    """

    class Place(models.TextChoices):
        INSIDE = "inside", _("inside the signature")
        BESIDE = "beside", _("beside the file")
        RENEWAL = "renewal", _("renewal")

    document = models.ForeignKey(
        SealedDocument, null=True, on_delete=models.PROTECT, related_name="timestamps"
    )
    custody = models.ForeignKey(
        CustodyDocument, null=True, on_delete=models.PROTECT, related_name="timestamps"
    )
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
        ordering = ["document", "custody", "number"]
        constraints = [
            models.CheckConstraint(condition=ONE_FILE, name="timestamp_one_file"),
            models.UniqueConstraint(fields=["document", "number"], name="timestamp_number"),
            models.UniqueConstraint(fields=["custody", "number"], name="timestamp_custody_number"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id or self.custody_id}/{self.number} {self.stamped_at:%Y-%m-%d}"


class TimestampWait(models.Model):
    """A sealed file whose time stamp is still to come (时间戳待补); gone once it has come."""

    document = models.OneToOneField(
        SealedDocument, null=True, on_delete=models.CASCADE, related_name="timestamp_wait"
    )
    custody = models.OneToOneField(
        CustodyDocument, null=True, on_delete=models.CASCADE, related_name="timestamp_wait"
    )
    since = models.DateTimeField(_("waiting since"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_at = models.DateTimeField(_("next try"), db_index=True)
    problem = models.CharField(_("problem"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("missing time stamp")
        verbose_name_plural = _("missing time stamps")
        ordering = ["since", "pk"]
        constraints = [models.CheckConstraint(condition=ONE_FILE, name="timestampwait_one_file")]

    @property
    def file(self) -> SealedDocument | CustodyDocument:
        found = self.document or self.custody
        assert found is not None  # noqa: S101 - a constraint of the table
        return found

    def __str__(self) -> str:
        return f"{self.document_id or self.custody_id} {self.since:%Y-%m-%d}"
