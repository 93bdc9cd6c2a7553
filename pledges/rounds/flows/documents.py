"""Make the PDF of a signed envelope: sealed, stored once, and the envelope moved on with it."""

from datetime import datetime

from cms.lib.locks import holding
from evidence.engine.grade_inputs import helper_of
from evidence.flows.storing import Paper, store_file
from evidence.models.stored import StoredFile
from pledges.rounds.adapters.paper import pledge_pdf
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.attachment import evidence_attachment, signed_entry


def make_pledge(code: str, kind: str, at: datetime) -> StoredFile | None:
    """The stored, sealed PDF of a signed envelope. None while unsigned, and for what counts no
    more and has none."""
    envelope = Envelope.objects.select_related("round__version", "mark", "member").get(code=code)
    if not envelope.is_signed:
        return None
    signed = signed_entry(envelope)
    paper = Paper(
        subject=envelope.subject,
        kind=kind,
        path=f"pledges/{envelope.round.year}/{envelope.round_id}/{envelope.code}.pdf",
        attachment=lambda: evidence_attachment(envelope, signed),
        render=lambda inside: pledge_pdf(envelope, inside, helper_of(signed.payload)),
        lock=lambda: _waiting(envelope.pk),
        after=_seal,
    )
    return store_file(paper=paper, at=at)


def _waiting(pk: int) -> Envelope | None:
    """The locked row; None when it was stored by another worker, or revoked meanwhile."""
    locked = holding(Envelope.objects).get(pk=pk)
    return locked if locked.status == EnvelopeStatus.SIGNED else None


def _seal(locked: Envelope) -> None:
    Envelope.moves.to(locked, EnvelopeStatus.SEALED)
    locked.save(update_fields=["status"])
