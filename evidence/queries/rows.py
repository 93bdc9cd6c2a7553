"""Rows held against the digests by which the chain vouches for them. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import DecimalField, Field, Model, QuerySet

from cms.lib.crypto import InvalidToken
from evidence.engine.checks import Fault
from evidence.engine.rows import row_digest
from evidence.models.chain import EvidenceEntry
from evidence.subjects import KEPT, KeptRows

ROWS = "rows"  # the key of an entry's data: {"envelope.signed/12": digest, …}
CHUNK = 500
Told = dict[str, dict[int, tuple[str, str]]]  # word → pk → (digest, subject)


def vouch(*pairs: tuple[KeptRows, Model]) -> dict[str, dict[str, str]]:
    """What an entry must say so that these rows, as they are now, are vouched for."""
    return {ROWS: {_name(kept, row): digest_of(kept, row) for kept, row in pairs}}


def digest_of(kept: KeptRows, row: Model) -> str:
    """The digest over the kept columns of a row: of one in memory as of one read back."""
    fields = [row._meta.get_field(column) for column in kept.columns]
    values = {field.name: _value(field, row) for field in fields}  # type: ignore[arg-type]
    return row_digest(_name(kept, row), values)


def _name(kept: KeptRows, row: Model) -> str:
    return f"{kept.word}/{row.pk}"


def _value(field: Field, row: Model) -> Any:
    value = getattr(row, field.attname)
    if field.is_relation or value is None:
        return value
    if isinstance(field, DecimalField):
        return round(field.to_python(value), field.decimal_places)
    return field.to_python(value)


def row_faults() -> Iterator[Fault]:
    """Rows that say other than the chain vouched for, that are gone, or that nobody vouches for."""
    told = _told(EvidenceEntry.objects.all())
    for kept in KEPT:
        yield from _faults(kept, told.pop(kept.word, {}))
    for word, rows in told.items():
        yield from (
            Fault("row_missing", f"{subject} {word}/{pk}") for pk, (_, subject) in rows.items()
        )


def row_contradictions(entries: Iterable[EvidenceEntry]) -> Iterator[str]:
    """The same for the rows of one chain; each name once."""
    found = []
    for word, rows in _from(entries).items():
        kept = KEPT.get(word)
        there = _by_key(kept, list(rows)) if kept else {}
        found += [_against(kept, there.get(pk), digest) for pk, (digest, _) in rows.items()]
    yield from dict.fromkeys(code for code in found if code)


def told_rows(entries: QuerySet[EvidenceEntry]) -> dict[str, set[int]]:
    """Which rows these entries vouch for, by the name of their sort."""
    return {word: set(rows) for word, rows in _told(entries).items()}


def _told(entries: QuerySet[EvidenceEntry]) -> Told:
    rows = entries.filter(payload__has_key=ROWS).order_by("at", "pk")
    return _from(rows.only("subject", "payload").iterator(chunk_size=CHUNK))


def _from(entries: Iterable[EvidenceEntry]) -> Told:
    """The last word on each row."""
    told: Told = {}
    for entry in entries:
        names = entry.payload.get(ROWS, {})
        for name, digest in names.items() if isinstance(names, dict) else ():
            word, _slash, key = name.rpartition("/")
            if key.isdecimal():
                told.setdefault(word, {})[int(key)] = (digest, entry.subject)
    return told


def _faults(kept: KeptRows, told: dict[int, tuple[str, str]]) -> Iterator[Fault]:
    due = kept.model._base_manager.filter(kept.due).order_by("pk").values_list("pk", flat=True)
    for keys in _pieces(due.iterator(chunk_size=CHUNK)):
        yield from (
            Fault("row_without_evidence", f"{kept.table}/{pk}") for pk in keys if pk not in told
        )
    for keys in _pieces(iter(told)):
        there = _by_key(kept, keys)
        for pk in keys:
            digest, subject = told[pk]
            code = _against(kept, there.get(pk), digest)
            if code:
                yield Fault(code, f"{subject} {kept.table}/{pk}")


def _against(kept: KeptRows | None, row: Model | None, digest: str) -> str:
    if kept is None or row is None:
        return "row_missing"
    try:
        return "" if digest_of(kept, row) == digest else "row_changed"
    except (InvalidToken, ValueError, TypeError):
        return "row_unreadable"


def _by_key(kept: KeptRows, keys: Sequence[int]) -> dict[int, Any]:
    rows = kept.model._base_manager.only(*kept.columns)
    return {row.pk: row for row in _opened(rows, keys)}


def _opened(rows: QuerySet, keys: Sequence[int]) -> Iterator[Any]:
    """The rows of these keys; one spoilt cell must not stop the walk."""
    try:
        yield from list(rows.filter(pk__in=list(keys)))
    except (InvalidToken, ValueError):
        if len(keys) == 1:
            yield from rows.filter(pk__in=list(keys)).only("pk")
            return
        half = len(keys) // 2
        yield from _opened(rows, keys[:half])
        yield from _opened(rows, keys[half:])


def _pieces(keys: Iterator[int]) -> Iterator[list[int]]:
    while piece := list(islice(keys, CHUNK)):
        yield piece
