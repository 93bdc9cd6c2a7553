"""Whatever is signed and sealed here, seen alike: a pledge or a custody agreement. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from evidence.engine.checks import Record
from evidence.engine.events import EvidenceKind
from evidence.engine.renewals import Kept
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import SealedDocument
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.signing import CustodyDocument
from pledges.custody.queries.records import (
    custody_record,
    document_of,
    opened_agreements,
    signed_agreement,
)
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.records import record_of, sealed_of, signed_envelope

Subject = Envelope | CustodyAgreement
Stored = SealedDocument | CustodyDocument


def signed_subject(code: str) -> Subject | None:
    """What was signed under this code, whatever became of it since."""
    return signed_envelope(code) or signed_agreement(code)


def stored_of(subject: Subject) -> Stored | None:
    """The sealed PDF of it; None while it is being made."""
    return sealed_of(subject) if isinstance(subject, Envelope) else document_of(subject)


def subject_of(stored: Stored) -> Subject:
    """What a stored PDF is of."""
    return stored.envelope if isinstance(stored, SealedDocument) else stored.agreement


def stored_by_digest(sha256: str) -> Stored | None:
    """The sealed PDF whose bytes have this SHA-256."""
    pledges = SealedDocument.objects.select_related("envelope__round__version", "envelope__mark")
    found = pledges.filter(sha256=sha256).first()
    if found is not None:
        return found
    kind = CustodyDocument.Kind.SIGNED
    agreement = opened_agreements().filter(documents__sha256=sha256, documents__kind=kind).first()
    return document_of(agreement) if agreement else None


def record_for(subject: Subject, at: datetime) -> Record:
    """Everything on file for it, judged anew."""
    return record_of(subject, at) if isinstance(subject, Envelope) else custody_record(subject, at)


def tokens_of(stored: Stored) -> Sequence[Kept]:
    """Every timestamp that is kept for a stored file, in order."""
    rows = sorted(stored.timestamps.all(), key=lambda row: row.number)
    return tuple(Kept(row.number, str(row.place), bytes(row.token)) for row in rows)


def evidence_inside(stored: Stored) -> str:
    """The digest of the evidence file that was sealed into it; "" where there is none."""
    if isinstance(stored, SealedDocument):
        return stored.evidence
    entries = EvidenceEntry.objects.filter(
        subject=stored.agreement.subject, kind=EvidenceKind.SEALED
    )
    told = (entry.payload for entry in entries if entry.payload["sha256"] == stored.sha256)
    return next((data.get("evidence", "") for data in told), "")
