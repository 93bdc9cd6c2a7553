"""Make the PDF of a signed envelope, once, and store it."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from cms.lib import pdf
from cms.lib.errors import DomainError
from cms.lib.queue import enqueue
from pledges.adapters import vault
from pledges.adapters.paper import pledge_pdf
from pledges.engine.ceremony import EnvelopeStatus, EvidenceKind, move
from pledges.flows.evidence import Event, record
from pledges.models.envelope import Envelope
from pledges.models.evidence import SealedDocument

SWEEP_FIRST = timedelta(minutes=5)
SWEEP_LONGEST = timedelta(hours=6)
SWEEP_BATCH = 100  # small enough that a fresh signature does not wait behind a backlog


def seal_envelope(*, envelope_id: int, at: datetime) -> SealedDocument | None:
    """The stored PDF of a signed envelope: made now, or the one there is. None if not signed.

    Rendering takes up to a tenth of a second and happens outside the transaction, so that no other
    write waits for it; the row, its evidence and the final file name come together under the
    lock. Of two workers at once one stores and the other finds it stored. A DomainError is
    noted on the envelope for HR to see, and raised.
    """
    found = Envelope.objects.select_related("round__version", "mark", "sealed")
    envelope = found.get(pk=envelope_id)
    if not envelope.is_signed:
        return None
    if envelope.is_sealed:
        return envelope.sealed
    try:
        data = pledge_pdf(envelope)
    except DomainError as fault:
        Envelope.objects.filter(pk=envelope_id).update(seal_problem=str(fault)[:200])
        raise
    path = f"pledges/{envelope.round.year}/{envelope.round_id}/{envelope.code}.pdf"
    staged = vault.stage(data, path)
    try:
        return _store(envelope_id, staged, path, data, at)
    finally:
        staged.unlink(missing_ok=True)


@transaction.atomic
def _store(envelope_id: int, staged: Path, path: str, data: bytes, at: datetime) -> SealedDocument:
    locked = Envelope.objects.select_for_update().get(pk=envelope_id)
    if locked.status != EnvelopeStatus.SIGNED:
        return locked.sealed
    sha256 = hashlib.sha256(data).hexdigest()
    vault.place(staged, path)
    vault.read(path, sha256)  # "sealed" is only said of bytes that were read back
    sealed = SealedDocument.objects.create(
        envelope=locked,
        version=locked.round.version,
        sha256=sha256,
        size=len(data),
        path=path,
        renderer=pdf.renderer(data),
        made_at=at,
    )
    locked.status = move(locked.status, EnvelopeStatus.SEALED)
    locked.seal_problem = ""
    locked.save(update_fields=["status", "seal_problem"])
    record(Event(locked, EvidenceKind.SEALED, at, {"sha256": sha256, "size": len(data)}))
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
        enqueue("pledges.seal_envelope", envelope_id=envelope.pk)
    return len(stray)
