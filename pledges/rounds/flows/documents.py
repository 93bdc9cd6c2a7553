"""Make the PDF of a signed envelope, seal it, and store it: once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from cms.flows.jobs import enqueue
from cms.lib.errors import DomainError
from cms.lib.pdf import rendering as pdf
from evidence.adapters import vault
from evidence.engine.events import EvidenceKind
from evidence.engine.grade_inputs import helper_of
from evidence.flows.chain import Event, record
from evidence.flows.sealing import SealedFile, apply_seal, check_stored, keep_time
from evidence.models.stored import SealedDocument
from pledges.rounds.adapters.paper import pledge_pdf
from pledges.rounds.engine.ceremony import EnvelopeStatus, move
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.attachment import evidence_attachment, signed_entry

SWEEP_FIRST = timedelta(minutes=5)
SWEEP_LONGEST = timedelta(hours=6)
SWEEP_BATCH = 100  # small enough that a fresh signature does not wait behind a backlog


@dataclass(frozen=True)
class _Made:
    """A sealed file with the digest of the evidence inside it."""

    file: SealedFile
    evidence: str


def seal_envelope(*, envelope_id: int, at: datetime) -> SealedDocument | None:
    """The stored, sealed PDF of a signed envelope: made now, or the one there is. None if unsigned.

    Rendering, sealing and the check of the stored bytes happen outside the transaction, so that
    no other write waits for them; the row, its evidence and the final file name come together
    under the lock. Of two workers at once one stores and the other finds it stored. A DomainError
    is noted on the envelope for HR to see, and raised.
    """
    found = Envelope.objects.select_related("round__version", "mark", "sealed", "member")
    envelope = found.get(pk=envelope_id)
    if not envelope.is_signed:
        return None
    if envelope.is_sealed:
        return envelope.sealed
    path = f"pledges/{envelope.round.year}/{envelope.round_id}/{envelope.code}.pdf"
    try:
        return _seal(envelope, path, at)
    except DomainError as fault:
        unsealed = Envelope.objects.filter(pk=envelope_id, status=EnvelopeStatus.SIGNED)
        unsealed.update(seal_problem=str(fault)[:200])
        raise


def _seal(envelope: Envelope, path: str, at: datetime) -> SealedDocument | None:
    signed = signed_entry(envelope)
    evidence = evidence_attachment(envelope, signed)
    page = pledge_pdf(envelope, [evidence], helper_of(signed.payload))
    file = apply_seal(pdf=page, at=at)
    staged = vault.stage(file.data, path)
    try:
        check_stored(path=staged, sealed=file, at=at)
        made = _Made(file, hashlib.sha256(evidence.data).hexdigest())
        return _store(envelope.pk, staged, path, made, at)
    finally:
        staged.unlink(missing_ok=True)


@transaction.atomic
def _store(
    envelope_id: int, staged: Path, path: str, made: _Made, at: datetime
) -> SealedDocument | None:
    locked = Envelope.objects.select_for_update().get(pk=envelope_id)
    if locked.status != EnvelopeStatus.SIGNED:
        return getattr(locked, "sealed", None)  # stored by another worker, or revoked meanwhile
    file = made.file
    vault.place(staged, path)
    vault.read(path, file.sha256)  # "sealed" is only said of bytes that were read back
    sealed = SealedDocument.objects.create(
        envelope=locked,
        version=locked.round.version,
        sha256=file.sha256,
        size=len(file.data),
        path=path,
        renderer=pdf.renderer(file.data),
        certificate=file.certificate,
        level=file.level,
        evidence=made.evidence,
        made_at=at,
    )
    keep_time(document=sealed, sealed=file, at=at)
    locked.status = move(locked.status, EnvelopeStatus.SEALED)
    locked.seal_problem = ""
    locked.save(update_fields=["status", "seal_problem"])
    event = {
        "sha256": file.sha256,
        "size": len(file.data),
        "certificate": file.certificate.fingerprint,
        "level": str(file.level),
        "evidence": made.evidence,
        "stamp_missing": bool(file.missing),
    }
    record(Event(locked, EvidenceKind.SEALED, at, event))
    return sealed


@transaction.atomic
def sweep_envelopes(*, at: datetime) -> int:
    """Ask again for PDFs that are still missing, ever more rarely; how many were asked for."""
    waiting = Envelope.objects.filter(status=EnvelopeStatus.SIGNED, seal_next_at__lte=at)
    stray = list(waiting.order_by("seal_next_at")[:SWEEP_BATCH])
    for envelope in stray:
        pause = min(SWEEP_FIRST * 2 ** min(envelope.seal_tries, 10), SWEEP_LONGEST)
        Envelope.objects.filter(pk=envelope.pk).update(
            seal_tries=F("seal_tries") + 1, seal_next_at=at + pause
        )
        enqueue("rounds.seal_envelope", envelope_id=envelope.pk)
    return len(stray)
