"""Reads about stored files and those that are still to be made."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from evidence.engine.renewals import Kept
from evidence.models.stored import FileWait, StoredFile
from evidence.subjects import SUBJECTS, kind_of

PIECE = 500  # subjects in one question


def file_of(subject: str, kind: str) -> StoredFile | None:
    """The stored file of that kind; None while there is none."""
    return StoredFile.objects.filter(subject=subject, kind=kind).first()


def files_of(subject: str) -> dict[str, StoredFile]:
    """Every stored file of a subject, by kind."""
    return {row.kind: row for row in StoredFile.objects.filter(subject=subject)}


def files_by_subject(subjects: Iterable[str], kind: str) -> dict[str, StoredFile]:
    """The stored files of one kind of many subjects, each with what it waits for."""
    rows = StoredFile.objects.filter(kind=kind).select_related("timestamp_wait")
    return {row.subject: row for row in _in_pieces(rows, subjects)}


def waits_by_subject(subjects: Iterable[str], kind: str) -> dict[str, FileWait]:
    """Which of these subjects still wait for their file of one kind."""
    rows = FileWait.objects.filter(kind=kind)
    return {row.subject: row for row in _in_pieces(rows, subjects)}


def _in_pieces(rows: QuerySet, subjects: Iterable[str]) -> Iterable:
    names = list(subjects)
    for start in range(0, len(names), PIECE):
        yield from rows.filter(subject__in=names[start : start + PIECE])


def sealed_file(subject: str) -> StoredFile | None:
    """The sealed file that speaks for a subject: the first of its sealed kinds that is stored."""
    rows = files_of(subject)
    return next((rows[kind] for kind in kind_of(subject).sealed_kinds if kind in rows), None)


def is_sealed_kind(stored: StoredFile) -> bool:
    """Whether files of this kind are sealed; a form to print is not: nothing was agreed yet."""
    kind = SUBJECTS.get(stored.subject.partition(":")[0])
    return kind is not None and stored.kind in kind.sealed_kinds


def sealed_by_digest(sha256: str) -> StoredFile | None:
    """The sealed file whose bytes have this SHA-256."""
    row = StoredFile.objects.filter(sha256=sha256).first()
    return row if row is not None and is_sealed_kind(row) else None


def tokens_of(stored: StoredFile) -> Sequence[Kept]:
    """Every timestamp that is kept for a stored file, in order."""
    rows = sorted(stored.timestamps.all(), key=lambda row: row.number)
    return tuple(Kept(row.number, str(row.place), bytes(row.token)) for row in rows)
