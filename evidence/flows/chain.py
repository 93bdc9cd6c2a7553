"""Append to evidence chains: the only writer of `EvidenceEntry`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import transaction

from cms.lib import chain
from evidence.models.chain import EvidenceEntry

BATCH = 500


class Subject(Protocol):
    """Anything that has a chain of its own: envelopes, rounds, agreements, declarations."""

    @property
    def subject(self) -> str: ...


@dataclass(frozen=True)
class ChainName:
    """The name of a chain without a row of its own, or of one whose row is called otherwise."""

    subject: str


@dataclass(frozen=True)
class Event:
    """Something that happened to `target`. `data`: strings, whole numbers, booleans."""

    target: Subject
    kind: str  # an EvidenceKind, or a word that the app registered
    at: datetime
    data: dict = field(default_factory=dict)


@transaction.atomic
def record(event: Event) -> EvidenceEntry:
    """Append one entry. The caller holds the lock on the target's row."""
    return record_many([event])[0]


@transaction.atomic
def record_many(events: Sequence[Event]) -> list[EvidenceEntry]:
    """Append entries in the given order; several of one target follow each other."""
    heads = _heads(list({event.target.subject for event in events}))
    entries = []
    for event in events:
        subject = event.target.subject
        seq, previous = heads.get(subject, (0, chain.GENESIS))
        entry = EvidenceEntry(
            subject=subject,
            seq=seq + 1,
            kind=str(event.kind),
            payload=event.data,
            at=event.at,
            previous=previous,
        )
        entry.digest = chain.link(previous, entry.body())
        heads[subject] = (entry.seq, entry.digest)
        entries.append(entry)
    return EvidenceEntry.objects.bulk_create(entries, batch_size=BATCH)


def _heads(subjects: list[str]) -> dict[str, tuple[int, str]]:
    """The last (seq, digest) of each chain."""
    heads: dict[str, tuple[int, str]] = {}
    if len(subjects) == 1:  # one long chain: look at its end only
        entries = EvidenceEntry.objects.filter(subject=subjects[0]).order_by("-seq")
        last = entries.values_list("seq", "digest").first()
        return {subjects[0]: last} if last else heads
    for start in range(0, len(subjects), BATCH):
        found = EvidenceEntry.objects.filter(subject__in=subjects[start : start + BATCH])
        for subject, seq, digest in found.order_by("seq").values_list("subject", "seq", "digest"):
            heads[subject] = (seq, digest)
    return heads
