"""What is on file for one signed pledge, judged anew: chain, rows, day and standing."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from cms.lib import chain
from evidence.engine.checks import Record, Standing
from evidence.engine.events import EvidenceKind
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import SealedDocument
from evidence.queries.chains import broken_chains
from evidence.queries.records import file_contradictions, root_of
from pledges.rounds.engine import document
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.models.envelope import Envelope


def signed_envelope(code: str) -> Envelope | None:
    """The envelope of a code that was signed, whatever became of it since."""
    found = Envelope.objects.filter(signed_at__isnull=False, code=code)
    return found.select_related("round__version", "member", "mark", "sealed").first()


def sealed_of(envelope: Envelope) -> SealedDocument | None:
    return getattr(envelope, "sealed", None)


def record_of(envelope: Envelope, at: datetime) -> Record:
    """Everything on file for a signed envelope, judged anew."""
    entries = list(EvidenceEntry.objects.filter(envelope=envelope).order_by("seq"))
    kinds = {entry.kind for entry in entries}
    root, copies = root_of(timezone.localdate(envelope.signed_at))
    return Record(
        chain_holds=not list(broken_chains([envelope.subject])),
        contradictions=tuple(contradictions(envelope, entries)),
        root=root,
        copies=copies,
        standing=standing_of(envelope, at, EvidenceKind.TAKEN_BACK.value in kinds),
        ended_at=envelope.ended_at,
        category=envelope.revoked_category,
    )


def standing_of(envelope: Envelope, at: datetime, taken_back: bool) -> Standing:
    """Whether the pledge counts today, and if not, why."""
    if envelope.status == EnvelopeStatus.SUPERSEDED:
        return Standing.SUPERSEDED
    if envelope.status == EnvelopeStatus.REVOKED:
        return Standing.TAKEN_BACK if taken_back else Standing.REVOKED
    run_out = timezone.localdate(at) > envelope.round.valid_until
    return Standing.RUN_OUT if run_out else Standing.COUNTS


# From its signature on, the last of these entries says in which state an envelope is.
STATES = {
    EvidenceKind.SIGNED: EnvelopeStatus.SIGNED,
    EvidenceKind.SEALED: EnvelopeStatus.SEALED,
    EvidenceKind.SUPERSEDED: EnvelopeStatus.SUPERSEDED,
    EvidenceKind.REVOKED: EnvelopeStatus.REVOKED,
    EvidenceKind.TAKEN_BACK: EnvelopeStatus.REVOKED,
}
ENDED = {EnvelopeStatus.SUPERSEDED, EnvelopeStatus.REVOKED}
TOLD = (*STATES, EvidenceKind.STAMPED)


def contradictions(envelope: Envelope, entries: Iterable[EvidenceEntry]) -> Iterator[str]:
    """What the envelope's rows say otherwise than its entries of the kinds TOLD, in order."""
    entries = list(entries)
    told = {entry.kind: entry for entry in entries}
    signed, sealed = (told.get(kind.value) for kind in (EvidenceKind.SIGNED, EvidenceKind.SEALED))
    if signed is None:
        yield "signature_without_evidence"
        return
    data, mark = signed.payload, getattr(envelope, "mark", None)
    if document.digest(envelope.pledge) != data.get("text") or envelope.digest != data.get("text"):
        yield "text_changed"
    if envelope.round.version.digest != data.get("version"):
        yield "version_changed"
    if envelope.signed_at != signed.at:
        yield "time_changed"
    if mark is None or chain.digest(chain.canonical(mark.strokes)) != data.get("signature"):
        yield "signature_changed"
    if _differs_from_its_end(envelope, [entry for entry in entries if entry.kind in STATES][-1]):
        yield "standing_changed"
    yield from file_contradictions(sealed_of(envelope), sealed, entries)


def _differs_from_its_end(envelope: Envelope, last: EvidenceEntry) -> bool:
    """Whether somebody brought a pledge back into force, ended it, or wrote another end."""
    status = STATES[EvidenceKind(last.kind)]
    ended = (last.at, last.payload.get("category", "")) if status in ENDED else (None, "")
    return (envelope.status, envelope.ended_at, envelope.revoked_category) != (status, *ended)


def unsigned_with_evidence() -> QuerySet[EvidenceEntry]:
    """Signatures in the evidence of which the envelope knows nothing any more."""
    signed = EvidenceEntry.objects.filter(kind=EvidenceKind.SIGNED, envelope__isnull=False)
    return signed.filter(envelope__signed_at__isnull=True)
