"""Taking an exam: start, save, submit. An answer is acknowledged only after its commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.queue import enqueue
from exams.engine.lease import Claim, Grant, decide
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
from exams.models import (
    Allowance,
    AnswerEvent,
    Attempt,
    AttemptEvent,
    LateEvent,
    Registration,
    Sitting,
    Submission,
)
from exams.queries.runs import (
    AttemptHead,
    attempt_head,
    events_of,
    held_digests,
    late_digests,
)
from staff.models import Member, User


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


class LeaseHeld(AttemptRefused):
    """Another page writes in this attempt; this one may take over. Details: `deadline`."""

    code = "lease_held"
    message = _("This exam is open on another page.")


class LeaseLost(AttemptRefused):
    """This page wrote once, and another one has taken over."""

    code = "lease_lost"
    message = _("This exam goes on on another page.")


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
    """`watermark`: this client's sequences 1…watermark are all committed.

    `late` lists what was stored outside the log, for a person to decide, and `cause` says why.
    """

    watermark: int
    deadline_at: datetime
    late: tuple[int, ...] = ()
    cause: str = ""


def grace() -> timedelta:
    """How long an answer sent in time may be under way."""
    return timedelta(seconds=settings.EXAMS_GRACE_SECONDS)


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
    attempts = list(Attempt.every.filter(sitting=sitting, member=member).order_by("-number"))
    latest = attempts[0] if attempts else None
    if latest and latest.is_prepared:
        return _begin(registration, latest, at), True
    if latest and latest.is_open:
        if not is_overdue(latest.deadline_at, at, grace()):
            return latest, False
        close(latest, at, by_deadline=True)
    used = sum(attempt.continues_id is None for attempt in attempts)
    if used >= registration.sitting.attempts_allowed:
        raise NoAttemptLeft
    return _begin(registration, Attempt(number=len(attempts) + 1), at), True


def extra_minutes(sitting_id: int, member_id: int) -> int:
    """The extra time that this person has been granted in this sitting."""
    rows = Allowance.objects.filter(sitting=sitting_id, member=member_id)
    return rows.aggregate(sum=Sum("minutes"))["sum"] or 0


def _begin(registration: Registration, attempt: Attempt, at: datetime) -> Attempt:
    """`attempt` is a prepared row, or a new one with its number only."""
    sitting = registration.sitting
    if not sitting.is_open(at):
        raise SittingNotOpen
    attempt.sitting, attempt.member_id = sitting, registration.member_id
    attempt.state, attempt.started_at = Attempt.State.OPEN, at
    extra = extra_minutes(sitting.pk, registration.member_id)
    attempt.deadline_at = deadline(at, sitting.minutes, sitting.closes_at, extra)
    attempt.save()
    AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.STARTED, at=at)
    return attempt


def append_events(
    *,
    attempt_id: int,
    user_id: int,
    client: str,
    events: Sequence[Event],
    at: datetime,
    claim: Claim | None = None,
) -> Accepted:
    """Add events to the log: two statements when they are new. Returning means committed.

    Events of a page that does not hold the lease, or that come after the end, go to the late lane
    instead: stored and acknowledged, but counting only if a person decides so. A repeat is
    acknowledged again. Raises AttemptUnknown, SequenceConflict, LeaseHeld (for a page that was
    just opened), or AttemptOver for an empty batch after the end; then nothing is written.
    """
    claim = claim or Claim(by=client)
    try:
        return _append(attempt_id, user_id, client, events, at, claim)
    except IntegrityError:
        # The same numbers arrived twice at the same moment, and the unique key let one in. A
        # second look finds it there, and tells a repeat from a contradiction.
        return _append(attempt_id, user_id, client, events, at, claim)


@transaction.atomic
def _append(
    attempt_id: int,
    user_id: int,
    client: str,
    events: Sequence[Event],
    at: datetime,
    claim: Claim,
) -> Accepted:
    head = attempt_head(attempt_id=attempt_id, user_id=user_id, client=client)
    if head is None:
        raise AttemptUnknown
    cause = _lateness(head, claim, at)
    sorting = _sort(head, attempt_id, client, events)
    if cause:
        return _set_aside(attempt_id, client, head, sorting, cause, at, asked=bool(events))
    rows = [AnswerEvent.said(attempt_id, event, at) for event in sorting.fresh]
    AnswerEvent.objects.bulk_create(rows)
    return Accepted(_watermark(head, attempt_id, client, sorting.fresh), head.deadline_at)


def _lateness(head: AttemptHead, claim: Claim, at: datetime) -> str:
    """Why what this page sends does not count by itself; "" when it does. Moves the lease."""
    if not head.is_open:
        return LateEvent.Cause.AFTER_SUBMIT
    if not accepts(head.deadline_at, at, grace()):
        return LateEvent.Cause.AFTER_DEADLINE
    grant = decide(head.holder, claim)
    if grant is Grant.REFUSED:
        if claim.opened:
            raise LeaseHeld(deadline=head.deadline_at)
        return LateEvent.Cause.TAKEN_OVER
    if grant is not Grant.KEPT:
        Attempt.objects.filter(pk=head.pk).update(holder=claim.by, holder_since=at)
    if claim.opened or grant is Grant.TAKEN_OVER:
        kind = AttemptEvent.Kind.OPENED
        note = ""
        if grant is Grant.TAKEN_OVER:
            kind, note = AttemptEvent.Kind.TAKEN_OVER, head.holder
        AttemptEvent.objects.create(
            attempt_id=head.pk, kind=kind, client=claim.by, note=note, at=at
        )
    return ""


def _set_aside(
    attempt_id: int,
    client: str,
    head: AttemptHead,
    sorting: Sorting,
    cause: str,
    at: datetime,
    *,
    asked: bool,
) -> Accepted:
    """Store what is new in the late lane. Nothing that reached the server is thrown away."""
    if not asked:
        raise LeaseLost if cause == LateEvent.Cause.TAKEN_OVER else AttemptOver
    held = late_digests(attempt_id=attempt_id, client=client)
    late = sort_batch(sorting.fresh, held)
    if late.conflicts:
        raise SequenceConflict(sequences=list(late.conflicts), last=max(held))
    LateEvent.objects.bulk_create(
        [LateEvent.said(attempt_id, event, at, cause=cause) for event in late.fresh]
    )
    stored = tuple(event.sequence for event in sorting.fresh)
    return Accepted(_watermark(head, attempt_id, client, ()), head.deadline_at, stored, cause)


def _sort(head: AttemptHead, attempt_id: int, client: str, events: Sequence[Event]) -> Sorting:
    """Only a batch that reaches back below the last held number needs the held digests.

    What lies in the late lane under the same number binds the client as well.
    """
    most = max(head.last, head.late)
    first = min((event.sequence for event in events), default=most + 1)
    late = {} if first > head.late else late_digests(attempt_id=attempt_id, client=client)
    held = {} if first > head.last else held_digests(attempt_id=attempt_id, client=client)
    sorting = sort_batch(events, held)
    conflicts = {*sorting.conflicts, *sort_batch(events, late).conflicts}
    if conflicts:
        raise SequenceConflict(sequences=sorted(conflicts), last=most)
    return sorting


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
    by EventsMissing and nothing is handed in; a page that another one has replaced is told so by
    LeaseLost. Raises AttemptUnknown.
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
    if is_overdue(
        locked.deadline_at, at, grace()
    ):  # what did not arrive in time cannot be asked for
        return close(locked, at, by_deadline=True)
    if locked.holder not in {"", client}:
        raise LeaseLost
    lacking = missing(held_digests(attempt_id=attempt_id, client=client), last)
    if lacking:
        raise EventsMissing(sequences=lacking)
    return close(locked, at, client=client)


@transaction.atomic
def close_overdue(*, attempt_id: int, at: datetime) -> Submission | None:
    """Hand in what an overdue attempt holds; None when it is closed or still has time."""
    locked = Attempt.objects.select_for_update().open().filter(pk=attempt_id).first()
    if locked is None or not is_overdue(locked.deadline_at, at, grace()):
        return None
    return close(locked, at, by_deadline=True)


def close(
    attempt: Attempt,
    at: datetime,
    *,
    client: str = "",
    by_deadline: bool = False,
    by: User | None = None,
    note: str = "",
) -> Submission:
    """The one way from open to submitted. The caller holds the lock."""
    moment = min(at, attempt.deadline_at) if by_deadline else at
    events = events_of(attempt.pk)
    log = log_digest(events)
    attempt.state, attempt.submitted_at = Attempt.State.SUBMITTED, moment
    attempt.save(update_fields=["state", "submitted_at"])
    kind = AttemptEvent.Kind.CLOSED if by_deadline else AttemptEvent.Kind.SUBMITTED
    if by is not None:
        kind = AttemptEvent.Kind.ENDED
    AttemptEvent.objects.create(attempt=attempt, kind=kind, client=client, at=at, by=by, note=note)
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
