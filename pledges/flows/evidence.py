"""Append to evidence chains: the only writer of `EvidenceEntry`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from cms.lib import chain
from pledges.engine.ceremony import EvidenceKind
from pledges.models.envelope import Envelope
from pledges.models.evidence import EvidenceEntry

BATCH = 500


@dataclass(frozen=True)
class Event:
    """Something that happened to an envelope. `data`: strings, whole numbers, booleans."""

    envelope: Envelope
    kind: EvidenceKind
    at: datetime
    data: dict = field(default_factory=dict)


@transaction.atomic
def record(event: Event) -> EvidenceEntry:
    """Append one entry. The caller holds the lock on the envelope."""
    return record_many([event])[0]


@transaction.atomic
def record_many(events: Sequence[Event]) -> list[EvidenceEntry]:
    """Append entries in the given order; several of one envelope follow each other."""
    heads = _heads([event.envelope.pk for event in events])
    entries = []
    for event in events:
        seq, previous = heads.get(event.envelope.pk, (0, chain.GENESIS))
        entry = EvidenceEntry(
            envelope=event.envelope,
            seq=seq + 1,
            kind=event.kind.value,
            payload=event.data,
            at=event.at,
            previous=previous,
        )
        entry.digest = chain.link(previous, entry.body())
        heads[event.envelope.pk] = (entry.seq, entry.digest)
        entries.append(entry)
    return EvidenceEntry.objects.bulk_create(entries, batch_size=BATCH)


def _heads(envelope_ids: list[int]) -> dict[int, tuple[int, str]]:
    """The last (seq, digest) of each chain."""
    heads: dict[int, tuple[int, str]] = {}
    for start in range(0, len(envelope_ids), BATCH):
        found = EvidenceEntry.objects.filter(envelope__in=envelope_ids[start : start + BATCH])
        for pk, seq, digest in found.order_by("seq").values_list("envelope", "seq", "digest"):
            heads[pk] = (seq, digest)
    return heads
