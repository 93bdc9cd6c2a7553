"""Hand in: by the candidate, by the clock, by an invigilator; each attempt once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.flows.jobs import enqueue
from cms.lib.locks import holding
from exams.engine.log import fold, log_digest, missing
from exams.engine.states import AttemptState
from exams.flows.refusals import AttemptUnknown, EventsMissing, LeaseLost
from exams.models.attempt import Attempt, AttemptEvent, Submission
from exams.queries.runs import events_of, held_digests, is_over
from staff.models.user import User


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
        holding(Attempt.objects)
        .filter(pk=attempt_id, member__user=user_id, member__user__is_active=True)
        .first()
    )
    if locked is None:
        raise AttemptUnknown
    if not locked.is_open:
        return locked.receipt
    if is_over(locked, at):  # what came too late cannot be asked for
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
    locked = holding(Attempt.objects.open()).filter(pk=attempt_id).first()
    if locked is None or not is_over(locked, at):
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
    Attempt.moves.to(attempt, AttemptState.SUBMITTED)
    attempt.submitted_at = moment
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
