"""Put reminders into the queue: by the ladder, or because somebody asks for it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.flows.jobs import enqueue
from reminders.engine.ladder import Wanted, climb
from reminders.models.reminder import Reminder
from reminders.queries.reminders import ready
from reminders.subjects import REMINDABLE
from staff.models.user import User

BATCH = 500
DELIVER = "reminders.deliver"
T = TypeVar("T")


@transaction.atomic
def ask(*, wanted: Sequence[Wanted], by: User | None, at: datetime) -> int:
    """Queue each rung once, by every channel in use. Returns for how many subjects it is new.

    What may leave goes as soon as the transaction commits, the rest after the quiet hours.
    """
    had = _had([one.subject for one in wanted])
    fresh = [one for one in wanted if (one.subject, one.rung) not in had]
    if fresh:
        _queue(fresh, by, at)
        enqueue(DELIVER)
    return len(fresh)


def sweep(*, at: datetime) -> int:
    """Today's rung for everything that is still to be done, then send what may leave.

    Running it twice reminds nobody twice. Returns how many subjects took a rung.
    """
    today, count = timezone.localdate(at), 0
    for kind in REMINDABLE:
        for asked in _batches(kind.asked(at)):
            had = _had([one.subject for one in asked])
            wanted = climb(asked, list(had), today, settings.REMINDER_EVERY_DAYS)
            _queue(wanted, None, at)
            count += len(wanted)
    if ready(at):
        enqueue(DELIVER)
    return count


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    return iter(lambda: list(islice(rest, BATCH)), [])


def _had(subjects: list[str]) -> set[tuple[str, str]]:
    """(subject, rung) of what was asked for before."""
    had: set[tuple[str, str]] = set()
    for some in _batches(subjects):
        rows = Reminder.objects.filter(subject__in=some).order_by()
        had.update(rows.values_list("subject", "rung").distinct())
    return had


def _queue(wanted: Sequence[Wanted], by: User | None, at: datetime) -> None:
    """The same rung asked for twice at once is kept once: the unique key says which."""
    Reminder.objects.bulk_create(
        [
            Reminder(
                subject=one.subject,
                member_id=one.member,
                rung=one.rung,
                channel=channel,
                made_at=at,
                by=by,
            )
            for one in wanted
            for channel in settings.REMINDER_CHANNELS
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
