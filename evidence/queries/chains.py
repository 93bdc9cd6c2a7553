"""Walk the evidence chains and name where one breaks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from cms.lib import chain
from evidence.models.chain import EvidenceEntry, entry_body


@dataclass(frozen=True)
class ChainFault:
    """A chain that does not hold: the entry at which it breaks, counted from 1."""

    code: str
    seq: int


def chain_of(subject: str) -> QuerySet[EvidenceEntry]:
    """The evidence of one subject, in order."""
    return EvidenceEntry.objects.filter(subject=subject).order_by("seq")


CHAIN_FIELDS = ("subject", "seq", "kind", "at", "payload", "previous", "digest")


def broken_chains(subjects: Iterable[str] | None = None) -> Iterator[ChainFault]:
    """Walk every chain (or those of these subjects) and name where each broken one breaks.

    Streamed: a chain of a million entries needs no more memory than one of ten.
    """
    entries = EvidenceEntry.objects.order_by("subject", "seq")
    if subjects is not None:
        entries = entries.filter(subject__in=subjects)
    subject, previous, place, holds = None, chain.GENESIS, 0, True
    for row in entries.values_list(*CHAIN_FIELDS).iterator(chunk_size=2000):
        name, seq, kind, at, payload, before, digest = row
        if name != subject:
            subject, previous, place, holds = name, chain.GENESIS, 0, True
        place += 1
        if not holds:
            continue
        body = entry_body(name, seq, kind, at, payload)
        holds = (seq, before) == (place, previous) and chain.link(previous, body) == digest
        if not holds:
            yield ChainFault(name, place)
        previous = digest
