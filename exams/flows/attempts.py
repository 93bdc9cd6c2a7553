"""Taking an exam: start, save, submit. An answer is acknowledged only after its commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.queue import enqueue
from exams.engine.log import (
    Event,
    Sorting,
    fold,
    log_digest,
    missing,
    sort_batch,
    watermark,
)
from exams.engine.timing import accepts, deadline, is_overdue
from exams.models import AnswerEvent, Attempt, AttemptEvent, Registration, Sitting, Submission
from exams.queries.runs import AttemptHead, attempt_head, events_of, held_digests
from staff.models import Member


class StartRefused(DomainError):
    """Why an attempt cannot begin."""


class AttemptRefused(DomainError):
    """Why the exam page's request was not carried out; `details` go to the page."""

    def __init__(self, **details: object) -> None:
        super().__init__()
        self.details = details


class NotRegistered(StartRefused):
    code = "not_registered"
    message = _("You are not registered for this sitting.")


class SittingNotOpen(StartRefused):
    code = "sitting_not_open"
    message = _("This sitting is not open now.")


class NoAttemptLeft(StartRefused):
    code = "no_attempt_left"
    message = _("You have already handed in this exam.")


class AttemptUnknown(AttemptRefused):
    code = "attempt_unknown"
    message = _("This attempt does not exist.")


class AttemptOver(AttemptRefused):
    code = "attempt_over"
    message = _("This attempt is over: it was handed in or its time has run out.")


class SequenceConflict(AttemptRefused):
    """Same key, other payload: never acknowledged. Details: `sequences`, and the `last` held."""

    code = "sequence_conflict"
    message = _("The server holds other answers under these numbers.")


class EventsMissing(AttemptRefused):
    """The client has `sequences` that the server lacks; it sends them and submits again."""

    code = "events_missing"
    message = _("Some answers have not reached the server yet.")


@dataclass(frozen=True)
class Accepted:
    """`watermark`: this client's sequences 1…watermark are all committed."""

    watermark: int
    deadline_at: datetime


@transaction.atomic
def start_attempt(*, sitting: Sitting, member: Member, at: datetime) -> tuple[Attempt, bool]:
    """Begin, or go on with what is running; (attempt, begun).

    Raises NotRegistered, SittingNotOpen or NoAttemptLeft.
    """
    registered = Registration.objects.select_for_update(of=("self",))
    registration = (
        registered.select_related("sitting").filter(sitting=sitting, member=member).first()
    )
    if registration is None:
        raise NotRegistered
    attempts = list(Attempt.objects.filter(sitting=sitting, member=member).order_by("-number"))
    latest = attempts[0] if attempts else None
    if latest and latest.is_open:
        if not is_overdue(latest.deadline_at, at):
            return latest, False
        _close(latest, at, by_deadline=True)
    return _begin(registration, len(attempts), at), True


def _begin(registration: Registration, used: int, at: datetime) -> Attempt:
    sitting = registration.sitting
    if used >= sitting.attempts_allowed:
        raise NoAttemptLeft
    if not sitting.is_open(at):
        raise SittingNotOpen
    attempt = Attempt.objects.create(
        sitting=sitting,
        member_id=registration.member_id,
        number=used + 1,
        started_at=at,
        deadline_at=deadline(at, sitting.minutes, sitting.closes_at),
    )
    AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.STARTED, at=at)
    return attempt


def append_events(
    *,
    attempt_id: int,
    user_id: int,
    client: str,
    events: Sequence[Event],
    at: datetime,
    opened: bool = False,
) -> Accepted:
    """Add events to the log: two statements when they are new. Returning means committed.

    A repeat is acknowledged again, even after the end. Raises AttemptUnknown,
    SequenceConflict, or AttemptOver when new events come too late; then nothing is written.
    """
    try:
        return _append(attempt_id, user_id, client, events, at, opened)
    except IntegrityError:
        # The same numbers arrived twice at the same moment, and the unique key let one in. A
        # second look finds it there, and tells a repeat from a contradiction.
        return _append(attempt_id, user_id, client, events, at, opened)


@transaction.atomic
def _append(
    attempt_id: int,
    user_id: int,
    client: str,
    events: Sequence[Event],
    at: datetime,
    opened: bool,
) -> Accepted:
    head = attempt_head(attempt_id=attempt_id, user_id=user_id, client=client)
    if head is None:
        raise AttemptUnknown
    sorting = _sort(head, attempt_id, client, events)
    over = not head.is_open or not accepts(head.deadline_at, at)
    if over and (sorting.fresh or not events):
        raise AttemptOver
    AnswerEvent.objects.bulk_create(_rows(attempt_id, sorting.fresh, at))
    if opened and not over:
        AttemptEvent.objects.create(
            attempt_id=attempt_id, kind=AttemptEvent.Kind.OPENED, client=client, at=at
        )
    return Accepted(_watermark(head, attempt_id, client, sorting.fresh), head.deadline_at)


def _sort(head: AttemptHead, attempt_id: int, client: str, events: Sequence[Event]) -> Sorting:
    """Only a batch that reaches back below the last held number needs the held digests."""
    first = min((event.sequence for event in events), default=head.last + 1)
    held = {} if first > head.last else held_digests(attempt_id=attempt_id, client=client)
    sorting = sort_batch(events, held)
    if sorting.conflicts:
        raise SequenceConflict(sequences=list(sorting.conflicts), last=head.last)
    return sorting


def _rows(attempt_id: int, events: Sequence[Event], at: datetime) -> list[AnswerEvent]:
    return [
        AnswerEvent(
            attempt_id=attempt_id,
            client=event.client,
            sequence=event.sequence,
            position=event.position,
            kind=event.kind,
            value=event.value,
            digest=event.digest,
            received_at=at,
        )
        for event in events
    ]


def _watermark(head: AttemptHead, attempt_id: int, client: str, fresh: Sequence[Event]) -> int:
    last = max([head.last, *(event.sequence for event in fresh)])
    if head.held + len(fresh) == last:  # numbers start at 1 and are unique: so none is missing
        return last
    return watermark(held_digests(attempt_id=attempt_id, client=client))


@transaction.atomic
def submit_attempt(
    *, attempt_id: int, user_id: int, client: str, last: int, at: datetime
) -> Submission:
    """Hand in, once; a second call returns the same receipt. Scoring follows on its own.

    `last` is the highest sequence the client holds: what the server lacks of 1…last is named
    by EventsMissing and nothing is handed in. Raises AttemptUnknown.
    """
    locked = (
        Attempt.objects.select_for_update(of=("self",))
        .filter(pk=attempt_id, member__user=user_id, member__user__is_active=True)
        .first()
    )
    if locked is None:
        raise AttemptUnknown
    if not locked.is_open:
        return locked.receipt
    if is_overdue(locked.deadline_at, at):  # what did not arrive in time cannot be asked for
        return _close(locked, at, by_deadline=True)
    lacking = missing(held_digests(attempt_id=attempt_id, client=client), last)
    if lacking:
        raise EventsMissing(sequences=lacking)
    return _close(locked, at, client=client)


@transaction.atomic
def close_overdue(*, attempt_id: int, at: datetime) -> Submission | None:
    """Hand in what an overdue attempt holds; None when it is closed or still has time."""
    locked = Attempt.objects.select_for_update().open().filter(pk=attempt_id).first()
    if locked is None or not is_overdue(locked.deadline_at, at):
        return None
    return _close(locked, at, by_deadline=True)


def _close(
    attempt: Attempt, at: datetime, *, client: str = "", by_deadline: bool = False
) -> Submission:
    """The one way from open to submitted. The caller holds the lock."""
    moment = min(at, attempt.deadline_at) if by_deadline else at
    events = events_of(attempt.pk)
    log = log_digest(events)
    attempt.state, attempt.submitted_at = Attempt.State.SUBMITTED, moment
    attempt.save(update_fields=["state", "submitted_at"])
    kind = AttemptEvent.Kind.CLOSED if by_deadline else AttemptEvent.Kind.SUBMITTED
    AttemptEvent.objects.create(attempt=attempt, kind=kind, client=client, at=at)
    receipt = Submission.objects.create(
        attempt=attempt,
        number=receipt_number(attempt.pk, moment, log),
        answered=fold(events).answered,
        events=len(events),
        digest=log,
        submitted_at=moment,
        by_deadline=by_deadline,
    )
    enqueue("exams.score_attempt", attempt_id=attempt.pk)
    return receipt


def receipt_number(attempt_id: int, at: datetime, log: str) -> str:
    """Date, attempt and the first digits of the log's digest: short enough to be read out."""
    return f"{timezone.localtime(at):%Y%m%d}-{attempt_id:06d}-{log[:4].upper()}"
