"""What is on file for one signed pledge, judged anew: chain, rows, day and standing."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cms.lib import chain
from pledges.engine import document, merkle
from pledges.engine.ceremony import EnvelopeStatus, EvidenceKind
from pledges.engine.checks import Record, Root, Standing
from pledges.models.anchor import EvidenceRoot
from pledges.models.custody_signing import CustodyDocument
from pledges.models.envelope import Envelope
from pledges.models.evidence import EvidenceEntry, SealedDocument
from pledges.models.stamp import DocumentTimestamp
from pledges.queries.envelopes import broken_chains

STAMPED_LEVELS = {SealedDocument.Level.STAMPED.value, SealedDocument.Level.LONG_TERM.value}


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First moment of the local day and of the next."""
    start, end = (datetime.combine(day + timedelta(n), time.min) for n in (0, 1))
    return timezone.make_aware(start), timezone.make_aware(end)


def entries_of(day: date) -> QuerySet[EvidenceEntry]:
    """The evidence of a day in the order of its leaves: by subject, then by number."""
    start, end = day_bounds(day)
    return EvidenceEntry.objects.filter(at__gte=start, at__lt=end).order_by("subject", "seq")


def digests_of(day: date) -> Iterator[str]:
    return entries_of(day).values_list("digest", flat=True).iterator(chunk_size=5000)


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


def root_of(day: date) -> tuple[Root, int]:
    """Whether the evidence of a day still has its root, and how many copies left the house."""
    root = EvidenceRoot.objects.filter(day=day).first()
    if root is None:
        return Root.WAITING, 0
    holds = merkle.root(digests_of(day)) == root.root
    return (Root.HOLDS if holds else Root.CHANGED), root.copies.count()


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


def file_contradictions(
    stored: SealedDocument | CustodyDocument | None,
    sealed: EvidenceEntry | None,
    entries: Iterable[EvidenceEntry],
) -> Iterator[str]:
    """What the row of a file and its tokens say otherwise than the entries that speak of it."""
    if stored is None:
        if sealed is not None:
            yield "file_record_missing"
    elif sealed is None or sealed.payload.get("sha256") != stored.sha256:
        yield "file_without_evidence"
    else:
        yield from stamp_contradictions(stored, sealed, entries)


def stamp_contradictions(
    stored: SealedDocument | CustodyDocument,
    sealed: EvidenceEntry,
    entries: Iterable[EvidenceEntry],
) -> Iterator[str]:
    """What the tokens of a file say otherwise than the entries of its sealing and stamping."""
    kept = list(stored.timestamps.all())
    told = {
        entry.payload["token"]
        for entry in entries
        if entry.kind == EvidenceKind.STAMPED and entry.payload["sha256"] == stored.sha256
    }
    outside = [row for row in kept if row.place != DocumentTimestamp.Place.INSIDE]
    found = {hashlib.sha256(bytes(row.token)).hexdigest() for row in outside}
    is_inside = sealed.payload.get("level", "") in STAMPED_LEVELS
    if told - found or (is_inside and len(outside) == len(kept)):
        yield "stamp_removed"
    if found - told:
        yield "stamp_without_evidence"
