"""Append-only records: the evidence chain of every subject.

Importable by flows and queries only (.importlinter); the database refuses UPDATE and DELETE.
"""

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.subjects import event_label


def entry_body(subject: str, seq: int, kind: str, at: datetime, payload: dict) -> dict:
    """What the digest of an entry covers, besides the digest before."""
    return {
        "subject": subject,
        "seq": seq,
        "kind": str(kind),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": payload,
    }


class EvidenceEntry(models.Model):
    """One event of one subject; `digest` covers the digest before it and `body()`.

    The subject is a word and a code (`envelope:…`, `custody:…`, `round:3`); the chain outlives the
    row it speaks of, which is why no key leads there.
    """

    subject = models.CharField(max_length=60)
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)  # of evidence or of the app
    payload = models.JSONField(default=dict)  # strings, whole numbers, booleans; no floats
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("evidence entry")
        verbose_name_plural = _("evidence entries")
        ordering = ["subject", "seq"]
        constraints = [models.UniqueConstraint(fields=["subject", "seq"], name="evidence_seq_once")]

    def __str__(self) -> str:
        return f"{self.subject}/{self.seq} {self.kind}"

    @property
    def label(self) -> str:
        """The kind in words."""
        return event_label(self.subject, self.kind)

    def body(self) -> dict:
        """What the digest covers, besides the digest before."""
        return entry_body(self.subject, self.seq, self.kind, self.at, self.payload)
