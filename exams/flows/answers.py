"""Save what a candidate answers. An answer is acknowledged only after its commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from exams.adapters.pace import known_tally, note_tally
from exams.engine.budget import Order, order, spent
from exams.engine.lease import Claim, Grant, decide
from exams.engine.log import Event, Sorting, sort_batch, watermark
from exams.engine.timing import accepts
from exams.flows.refusals import (
    AttemptOver,
    AttemptUnknown,
    BudgetSpent,
    LeaseHeld,
    LeaseLost,
    SequenceConflict,
)
from exams.models.attempt import AnswerEvent, Attempt, AttemptEvent, LateEvent
from exams.queries.runs import AttemptHead, attempt_head, grace, held_digests, late_digests
from exams.queries.tallies import tally_of


@dataclass(frozen=True)
class Accepted:
    """`watermark`: this client's sequences 1…watermark are all committed.

    `late` lists what was stored outside the log, for a person to decide, and `cause` says why.
    """

    watermark: int
    deadline_at: datetime
    late: tuple[int, ...] = ()
    cause: str = ""


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
    just opened), AttemptOver for an empty batch after the end, or, before anything is locked,
    BudgetSpent; then nothing is written.
    """
    claim = claim or Claim(by=client)
    wanted = order(client, events, opens=claim.opened or claim.takeover)
    _stay_within(attempt_id, wanted)
    try:
        accepted = _append(attempt_id, user_id, client, events, at, claim)
    except IntegrityError:
        # The same numbers arrived twice at the same moment, and the unique key let one in. A
        # second look finds it there, and tells a repeat from a contradiction.
        accepted = _append(attempt_id, user_id, client, events, at, claim)
    note_tally(attempt_id, known_tally(attempt_id).plus(wanted))
    return accepted


def _stay_within(attempt_id: int, wanted: Order) -> None:
    """The budget of the attempt. The database is asked once, when much has come already."""
    tally = known_tally(attempt_id)
    if not tally.whole and tally.plus(wanted).is_much:
        tally = tally_of(attempt_id)
        note_tally(attempt_id, tally)
    if over := spent(tally, wanted):
        raise BudgetSpent(spent=over)


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
    rows = [AnswerEvent.received(attempt_id, event, at) for event in sorting.fresh]
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
        [LateEvent.received(attempt_id, event, at, cause=cause) for event in late.fresh]
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
