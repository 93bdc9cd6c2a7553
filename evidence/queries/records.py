"""What the evidence of a day or of a file says."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from evidence.engine import merkle
from evidence.engine.checks import Root
from evidence.engine.events import EvidenceKind
from evidence.models.anchor import EvidenceRoot
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import StoredFile
from evidence.models.timestamp import DocumentTimestamp
from evidence.queries.kept import ROOT_COPY
from evidence.queries.rows import ROWS, digest_of

SEALED = EvidenceKind.SEALED
STAMPED_LEVELS = {StoredFile.Level.STAMPED.value, StoredFile.Level.LONG_TERM.value}


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


def root_of(day: date) -> tuple[Root, int]:
    """Whether the evidence of a day still has its root, and how many copies left the house."""
    root = EvidenceRoot.objects.filter(day=day).first()
    if root is None:
        return Root.WAITING, 0
    holds = merkle.root(digests_of(day)) == root.root
    return (Root.HOLDS if holds else Root.CHANGED), copies_of(root)


def copies_of(root: EvidenceRoot) -> int:
    """How many copies left the house: those with the root's value that the chain vouches for."""
    told = EvidenceEntry.objects.filter(subject=root.subject, kind=EvidenceKind.COPIED)
    said = {row: digest for one in told for row, digest in one.payload.get(ROWS, {}).items()}
    return sum(
        copy.digest == root.digest and said.get(f"{ROOT_COPY.word}/{copy.pk}") == kept
        for copy in root.copies.all()
        for kept in [digest_of(ROOT_COPY, copy)]
    )


def file_contradictions(
    files: Iterable[StoredFile], entries: Iterable[EvidenceEntry]
) -> Iterator[str]:
    """What the rows of a subject's files say otherwise than the entries of its chain."""
    stored = {row.kind: row for row in files}
    told = list(entries)
    sealed = {entry.payload.get("document"): entry for entry in told if entry.kind == SEALED}
    for kind in sorted(stored.keys() | sealed.keys(), key=str):
        yield from _contradictions(stored.get(kind), sealed.get(kind), told)


def _contradictions(
    stored: StoredFile | None, sealed: EvidenceEntry | None, entries: list[EvidenceEntry]
) -> Iterator[str]:
    if stored is None:
        yield "file_record_missing"
    elif sealed is None or sealed.payload.get("sha256") != stored.sha256:
        yield "file_without_evidence"
    else:
        yield from timestamp_contradictions(stored, sealed, entries)


def timestamp_contradictions(
    stored: StoredFile, sealed: EvidenceEntry, entries: Iterable[EvidenceEntry]
) -> Iterator[str]:
    """What the tokens of a file say otherwise than the entries of its sealing and stamping."""
    kept = list(stored.timestamps.all())
    told = {
        entry.payload.get("token")
        for entry in entries
        if entry.kind == EvidenceKind.STAMPED and entry.payload.get("sha256") == stored.sha256
    }
    outside = [row for row in kept if row.place != DocumentTimestamp.Place.INSIDE]
    tokens = {hashlib.sha256(bytes(row.token)).hexdigest() for row in outside}
    is_inside = sealed.payload.get("level", "") in STAMPED_LEVELS
    if told - tokens or (is_inside and len(outside) == len(kept)):
        yield "stamp_removed"
    if tokens - told:
        yield "stamp_without_evidence"
