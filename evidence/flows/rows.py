"""Rows that stand in the chain: what other floors testify, and what the sweeper enters."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from cms.lends import Testimony
from cms.lib.locks import holding
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import ChainName, Event, record, record_many
from evidence.models.chain import EvidenceEntry
from evidence.queries.rows import told_rows, vouch
from evidence.subjects import KEPT, KeptRows

BATCH = 200
# Longer than any transaction: a row with a lower number that was committed later is found still.
SETTLING = timedelta(hours=1)


def hear(told: Sequence[Testimony]) -> None:
    """Write what a lower floor testifies into the chains of what it speaks of."""
    record_many([Event(ChainName(one.about), one.kind, one.at, _rows(one)) for one in told])


def _rows(one: Testimony) -> dict:
    return vouch(*((_kept(word), row) for word, row in one.rows))


def _kept(word: str) -> KeptRows:
    kept = KEPT.get(word)
    if kept is None:
        raise KeyError(word)
    return kept


def adopt_rows(*, kinds: Iterable[KeptRows], at: datetime) -> int:
    """Enter every row that nothing vouches for, whatever wrote it; how many there were.

    For rows that were brought in as they are (a demonstration, data of a house before us): their
    past is believed, from here on a change shows.
    """
    adopted, told = 0, told_rows(EvidenceEntry.objects.all())
    for kept in kinds:
        known = told.get(kept.word, set())
        rows = kept.model._base_manager.filter(kept.due).order_by("pk")
        fresh = [pk for pk in rows.values_list("pk", flat=True) if pk not in known]
        for start in range(0, len(fresh), BATCH):
            _enter(kept, fresh[start : start + BATCH], at)
        adopted += len(fresh)
    return adopted


def sweep_rows(*, at: datetime) -> int:
    """Enter the fresh rows of the tables that no act vouches for; how many there were."""
    return sum(_sweep(kept, at) for kept in KEPT if kept.swept)


def _sweep(kept: KeptRows, at: datetime) -> int:
    """From here on a change or a deletion shows; what was done to a row before does not."""
    fresh = list(_fresh(kept, at))
    for start in range(0, len(fresh), BATCH):
        _enter(kept, fresh[start : start + BATCH], at)
    return len(fresh)


@transaction.atomic
def _enter(kept: KeptRows, keys: list[int], at: datetime) -> None:
    # Two sweepers at once wait for each other here; a row that both enter is entered twice.
    chain = EvidenceEntry.objects.filter(subject=f"rows:{kept.word}")
    holding(chain).order_by("-seq").first()
    rows = list(kept.model._base_manager.filter(pk__in=keys).order_by("pk"))
    data = {"upto": keys[-1], **vouch(*((kept, row) for row in rows))}
    record(Event(ChainName(f"rows:{kept.word}"), EvidenceKind.ROWS, at, data))


def _fresh(kept: KeptRows, at: datetime) -> Iterator[int]:
    """The keys of rows that are not entered yet, without reading the whole table."""
    chain = EvidenceEntry.objects.filter(subject=f"rows:{kept.word}")
    settled = chain.filter(at__lt=at - SETTLING).order_by("-seq").first()
    begin = settled.payload["upto"] if settled else 0
    recent = chain.filter(seq__gt=settled.seq) if settled else chain
    known = told_rows(recent).get(kept.word, set())
    rows = kept.model._base_manager.filter(kept.due, pk__gt=begin).order_by("pk")
    return (pk for pk in rows.values_list("pk", flat=True).iterator() if pk not in known)
