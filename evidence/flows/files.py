"""Files of signed papers: expected with the act that makes them due, made by a worker, once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from cms.flows.jobs import enqueue
from cms.lib.errors import DomainError
from evidence.models.stored import FileWait, StoredFile
from evidence.subjects import code_of, kind_of

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
BATCH = 100  # small enough that a fresh signature does not wait behind a backlog


@transaction.atomic
def expect_file(*, subject: str, kind: str, at: datetime) -> None:
    """From now on this file should be there. Call it in the transaction that makes it due.

    Asking again is no second wait, and finds a worker at once.
    """
    wait = FileWait(subject=subject, kind=kind, since=at, next_at=at + FIRST_PAUSE)
    FileWait.objects.bulk_create([wait], ignore_conflicts=True)
    enqueue("evidence.make_file", subject=subject, kind=kind)


def expect_later(*, due: Iterable[tuple[str, str, datetime]]) -> None:
    """The same for many (subject, kind, since) at once; the sweeper asks for them at once."""
    FileWait.objects.bulk_create(
        (FileWait(subject=subject, kind=kind, since=at, next_at=at) for subject, kind, at in due),
        batch_size=500,
        ignore_conflicts=True,
    )


def expect_no_file(*, subject: str, kind: str) -> None:
    """Nothing is waited for any more: the file is there, or what it is of ended before."""
    FileWait.objects.filter(subject=subject, kind=kind).delete()


def make_file(*, subject: str, kind: str, at: datetime) -> StoredFile | None:
    """The stored file: made now, or the one there is; None when none is due (any more).

    A DomainError is noted on the wait, for HR and the health page to see, and raised.
    """
    try:
        made = kind_of(subject).make(code_of(subject), kind, at)
    except DomainError as fault:
        waiting = FileWait.objects.filter(subject=subject, kind=kind)
        waiting.update(problem=str(fault)[:200])
        raise
    if made is None:
        expect_no_file(subject=subject, kind=kind)
    return made


@transaction.atomic
def sweep_files(*, at: datetime) -> int:
    """Ask again for files that are still missing, ever more rarely; how many were asked for."""
    waiting = list(FileWait.objects.filter(next_at__lte=at).order_by("next_at")[:BATCH])
    for wait in waiting:
        pause = min(FIRST_PAUSE * 2 ** min(wait.tries, 10), LONGEST_PAUSE)
        FileWait.objects.filter(pk=wait.pk).update(tries=F("tries") + 1, next_at=at + pause)
        enqueue("evidence.make_file", subject=wait.subject, kind=wait.kind)
    return len(waiting)
