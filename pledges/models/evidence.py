"""Append-only records: the evidence chain of an envelope, and the PDF that was made of it.

Importable by flows and queries only (.importlinter); the database refuses UPDATE and DELETE.
"""

from datetime import UTC

from django.db import models
from django.utils.translation import gettext_lazy as _

from pledges.engine.ceremony import EvidenceKind
from pledges.models.envelope import Envelope
from pledges.models.template import PledgeTemplateVersion

KIND_LABELS = {
    EvidenceKind.OPENED: _("sent for signing"),
    EvidenceKind.VIEWED: _("text shown and frozen"),
    EvidenceKind.SIGNED: _("signed electronically"),
    EvidenceKind.SEALED: _("PDF made and stored"),
    EvidenceKind.EXPIRED: _("round closed without a signature"),
}


class EvidenceEntry(models.Model):
    """One event of one envelope; `digest` covers the digest before it and `body()`."""

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="evidence")
    seq = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=12, choices=[(kind.value, KIND_LABELS[kind]) for kind in EvidenceKind]
    )
    payload = models.JSONField(default=dict)  # strings, whole numbers, booleans; no floats
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("evidence entry")
        verbose_name_plural = _("evidence entries")
        ordering = ["envelope", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["envelope", "seq"], name="evidence_seq_once")
        ]

    def __str__(self) -> str:
        return f"{self.envelope_id}/{self.seq} {self.kind}"

    def body(self) -> dict:
        """What the digest covers, besides the digest before."""
        return {
            "envelope": self.envelope.code,
            "seq": self.seq,
            "kind": str(self.kind),
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "data": self.payload,
        }


class SealedDocument(models.Model):
    """The PDF of an envelope: stored once, never made again."""

    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="sealed")
    version = models.ForeignKey(PledgeTemplateVersion, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200, unique=True)  # below PRIVATE_ROOT
    renderer = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sealed document")
        verbose_name_plural = _("sealed documents")

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.sha256[:12]}"
