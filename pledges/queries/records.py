"""What is on file for one signed pledge, judged anew: chain, rows, day and standing."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cms.lib import chain
from pledges.engine import document, merkle
from pledges.engine.ceremony import EnvelopeStatus, EvidenceKind
from pledges.engine.checks import Record, Root, Standing
from pledges.models.anchor import EvidenceRoot
from pledges.models.envelope import Envelope
from pledges.models.evidence import EvidenceEntry, SealedDocument
from pledges.queries.envelopes import broken_chains


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
    entries = EvidenceEntry.objects.filter(envelope=envelope)
    told = {entry.kind: entry for entry in entries.order_by("seq")}
    signed, sealed = (told.get(kind.value) for kind in (EvidenceKind.SIGNED, EvidenceKind.SEALED))
    root = EvidenceRoot.objects.filter(day=timezone.localdate(envelope.signed_at)).first()
    return Record(
        chain_holds=not list(broken_chains([envelope.pk])),
        contradictions=tuple(contradictions(envelope, signed, sealed)),
        root=_root(root),
        copies=root.copies.count() if root else 0,
        standing=standing_of(envelope, at, EvidenceKind.TAKEN_BACK.value in told),
        ended_at=envelope.ended_at,
        category=envelope.revoked_category,
    )


def _root(root: EvidenceRoot | None) -> Root:
    if root is None:
        return Root.WAITING
    return Root.HOLDS if merkle.root(digests_of(root.day)) == root.root else Root.CHANGED


def standing_of(envelope: Envelope, at: datetime, taken_back: bool) -> Standing:
    """Whether the pledge counts today, and if not, why."""
    if envelope.status == EnvelopeStatus.SUPERSEDED:
        return Standing.SUPERSEDED
    if envelope.status == EnvelopeStatus.REVOKED:
        return Standing.TAKEN_BACK if taken_back else Standing.REVOKED
    run_out = timezone.localdate(at) > envelope.round.valid_until
    return Standing.RUN_OUT if run_out else Standing.COUNTS


def contradictions(
    envelope: Envelope, signed: EvidenceEntry | None, sealed: EvidenceEntry | None
) -> Iterator[str]:
    """What the envelope's rows say otherwise than its entries for the signature and the file."""
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
    stored = sealed_of(envelope)
    if stored is not None and (sealed is None or sealed.payload.get("sha256") != stored.sha256):
        yield "file_without_evidence"
    if stored is None and sealed is not None:
        yield "file_record_missing"
