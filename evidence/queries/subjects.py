"""Whatever is signed here, seen alike: found by its code, judged by its record."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cms.lib.crypto import InvalidToken
from evidence.engine.checks import Fault, Record
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import StoredFile
from evidence.queries.chains import broken_chains, chain_of
from evidence.queries.records import file_contradictions, root_of
from evidence.queries.rows import row_contradictions
from evidence.subjects import SUBJECTS, Subject, code_of, kind_of

CHUNK = 1000
# What reading columns that make no sense can raise; an unknown version of a text is no file.
SENSELESS = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
Compare = Callable[..., Iterable[str]]


def signed_subject(code: str) -> Subject | None:
    """What was signed under this code, of the kinds that the public may check."""
    public = (kind for kind in SUBJECTS if kind.facts is not None)
    return next((row for kind in public if (row := kind.find(code)) is not None), None)


def subject_of(stored: StoredFile) -> Subject | None:
    """What a stored file is of; None when nothing signed is on file for it any more."""
    return kind_of(stored.subject).find(code_of(stored.subject))


def record_for(subject: Subject, at: datetime) -> Record:
    """Everything on file for something signed, judged anew."""
    entries = list(chain_of(subject.subject))
    files = StoredFile.objects.filter(subject=subject.subject).prefetch_related("timestamps")
    account = kind_of(subject.subject).account(subject, entries, at)
    root, copies = root_of(timezone.localdate(account.signed_at))
    return Record(
        chain_holds=not list(broken_chains([subject.subject])),
        contradictions=(
            *account.contradictions,
            *file_contradictions(files, entries),
            *row_contradictions(entries),
        ),
        root=root,
        copies=copies,
        standing=account.standing,
        ended_at=account.ended_at,
        category=account.category,
    )


def compared(
    rows: QuerySet, compare: Compare, kinds: Iterable[str] | None = None
) -> Iterator[Fault]:
    """What `compare(row, its entries)` names, a thousand rows at a time.

    `kinds`: the only entries that it reads. A row that no key of ours opens is named and passed.
    """
    last = 0
    while keys := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        opened, unread = _read(rows, keys)
        yield from (Fault("row_unreadable", f"{rows.model._meta.model_name}/{pk}") for pk in unread)
        entries = _entries([row.subject for row in opened], kinds)
        for row in opened:
            for code in readable(compare, row, entries.get(row.subject, ())):
                yield Fault(code, row.subject)
        last = keys[-1]


def readable(compare: Compare, row: Any, entries: Any) -> Iterator[str]:
    """What `compare` names; a row whose columns make no sense must not stop it, and is named."""
    try:
        yield from compare(row, entries)
    except (InvalidToken, *SENSELESS):
        yield "row_unreadable"


def _entries(
    subjects: Sequence[str], kinds: Iterable[str] | None
) -> dict[str, list[EvidenceEntry]]:
    entries = EvidenceEntry.objects.filter(subject__in=subjects)
    entries = entries.filter(kind__in=list(kinds)) if kinds else entries
    by_subject: dict[str, list[EvidenceEntry]] = {}
    for entry in entries.order_by("subject", "seq"):
        by_subject.setdefault(entry.subject, []).append(entry)
    return by_subject


def _read(rows: QuerySet, keys: list[int]) -> tuple[list, list[int]]:
    """(rows, keys of those that no key of ours opens): one spoilt cell must not stop the walk."""
    try:
        return list(rows.filter(pk__in=keys)), []
    except InvalidToken:
        if len(keys) == 1:
            return [], keys
    half = len(keys) // 2
    one, other = _read(rows, keys[:half]), _read(rows, keys[half:])
    return one[0] + other[0], one[1] + other[1]
