"""Append-only records: the evidence chain of every subject, and the PDF made of an envelope.

Importable by flows and queries only (.importlinter); the database refuses UPDATE and DELETE.
"""

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.engine.events import EvidenceKind
from pledges.rounds.models.envelope import Envelope

KIND_LABELS = {
    EvidenceKind.OPENED: _("sent for signing"),
    EvidenceKind.VIEWED: _("text shown and frozen"),
    EvidenceKind.AGREED: _("agreement on electronic signatures signed"),
    EvidenceKind.CONFIRM_FAILED: _("identity not confirmed: nothing signed"),
    EvidenceKind.SIGNED: _("signed electronically"),
    EvidenceKind.SEALED: _("PDF made and stored"),
    EvidenceKind.STAMPED: _("time stamp added"),
    EvidenceKind.EXPIRED: _("round closed without a signature"),
    EvidenceKind.DECLINED: _("signature declined"),
    EvidenceKind.EXEMPTED: _("exempted from signing"),
    EvidenceKind.EXEMPTION_LIFTED: _("exemption lifted"),
    EvidenceKind.SUPERSEDED: _("replaced by a later signature"),
    EvidenceKind.REVOKED: _("revoked"),
    EvidenceKind.TAKEN_BACK: _("taken back by the signer"),
    EvidenceKind.MOVED: _("followed the signer to another unit or post"),
    EvidenceKind.REMINDED: _("reminded"),
    EvidenceKind.LOOKED_AT: _("record looked at by HR or an inspector"),
    EvidenceKind.PUBLISHED: _("text published"),
    EvidenceKind.READ: _("opened by HR or an inspector"),
    EvidenceKind.ROUND_OPENED: _("round opened"),
    EvidenceKind.ROUND_SYNCED: _("brought in line with the roster"),
    EvidenceKind.ROUND_CLOSED: _("round closed"),
    EvidenceKind.EXPORTED: _("exported"),
    EvidenceKind.DRAFTED: _("drafted"),
    EvidenceKind.CHANGED: _("changed before signing"),
    EvidenceKind.FROZEN: _("text frozen for signing"),
    EvidenceKind.LINK_SENT: _("one-time link made"),
    EvidenceKind.CODE_SENT: _("code sent by SMS"),
    EvidenceKind.CODE_PROVED: _("code from the SMS entered"),
    EvidenceKind.SCAN_FILED: _("paper scan filed"),
    EvidenceKind.SCAN_DECIDED: _("paper scan judged by a second person"),
    EvidenceKind.IN_FORCE: _("in force"),
    EvidenceKind.CHECKED: _("checked on the spot"),
    EvidenceKind.RECHECKED: _("checked again"),
    EvidenceKind.ENDED: _("ended"),
    EvidenceKind.VOIDED: _("made void"),
    EvidenceKind.UNMASKED: _("masked data shown"),
    EvidenceKind.OPINION_GIVEN: _("opinion of the unit"),
    EvidenceKind.CONCLUDED: _("conclusion of the county"),
    EvidenceKind.FILED: _("household filed"),
    EvidenceKind.VISITED: _("visited by the county"),
    EvidenceKind.CONFIRMED: _("result of the county"),
    EvidenceKind.NOTED: _("change of the assistance noted"),
    EvidenceKind.RESCREENED: _("screened again"),
    EvidenceKind.RECUSED: _("stepped back"),
    EvidenceKind.ALERTED: _("alert raised"),
    EvidenceKind.LOOKED_AGAIN: _("second look at the alert"),
    EvidenceKind.SETTLED: _("settled by a new declaration"),
}


def entry_body(
    subject: str, of_envelope: bool, seq: int, kind: str, at: datetime, payload: dict
) -> dict:
    """What the digest of an entry covers, besides the digest before."""
    return {
        "envelope" if of_envelope else "subject": subject,
        "seq": seq,
        "kind": str(kind),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "data": payload,
    }


class EvidenceEntry(models.Model):
    """One event of one subject; `digest` covers the digest before it and `body()`.

    The subject is an envelope (its code) or any other record (`round:3`, `custody:…`); the chain
    outlives the row it speaks of, which is why the subject is kept as a word.
    """

    subject = models.CharField(max_length=60)
    envelope = models.ForeignKey(
        Envelope, null=True, on_delete=models.PROTECT, related_name="evidence"
    )
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)  # an EvidenceKind
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
        return str(KIND_LABELS[EvidenceKind(self.kind)])

    def body(self) -> dict:
        """What the digest covers, besides the digest before."""
        of_envelope = self.envelope_id is not None
        return entry_body(self.subject, of_envelope, self.seq, self.kind, self.at, self.payload)
