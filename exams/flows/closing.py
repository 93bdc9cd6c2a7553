"""Hand in: by the candidate, by the clock, by an invigilator; each attempt once."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cms.flows.jobs import enqueue
from cms.lib.locks import holding
from exams.engine.budget import AHEAD, NAMED
from exams.engine.log import missing
from exams.engine.states import AttemptState
from exams.flows.refusals import AttemptUnknown, EventsMissing, LastTooFar, LeaseLost
from exams.models.attempt import Attempt, AttemptEvent, Submission
from exams.queries.runs import LogHead, answers_of, held_numbers, is_over, log_head
from staff.models.user import User


def submit_attempt(
    *, attempt_id: int, user_id: int, client: str, last: int, at: datetime
) -> Submission:
    """Hand in, once; a second call returns the same receipt. Scoring follows on its own.

    `last` is the highest sequence the client holds: what the server lacks of 1…last is named
    by EventsMissing (the first of it) and nothing is handed in; a page that another one has
    replaced is told so by LeaseLost. Raises AttemptUnknown, LastTooFar.
    """
    attempts = Attempt.objects.filter(
        pk=attempt_id, member__user=user_id, member__user__is_active=True
    )
    # Before the lock: whoever is refused keeps nobody waiting, and a long log is read by then.
    receipt = _refuse_or_receipt(attempts.first(), client, last, at)
    return receipt or _submit(attempts, client, last, at, log_head(attempt_id))


@transaction.atomic
def _submit(
    attempts: QuerySet[Attempt], client: str, last: int, at: datetime, known: LogHead
) -> Submission:
    locked = holding(attempts).first()
    receipt = _refuse_or_receipt(locked, client, last, at)
    if receipt is not None:
        return receipt
    assert locked is not None  # noqa: S101 - refused above
    if is_over(locked, at):  # what came too late cannot be asked for
        return close(locked, at, by_deadline=True, known=known)
    return close(locked, at, client=client, known=known)


def _refuse_or_receipt(
    attempt: Attempt | None, client: str, last: int, at: datetime
) -> Submission | None:
    """The receipt of what was handed in before; None when the attempt can be handed in now."""
    if attempt is None:
        raise AttemptUnknown
    if not attempt.is_open:
        return attempt.receipt
    if is_over(attempt, at):
        return None
    if attempt.holder not in {"", client}:
        raise LeaseLost
    held = held_numbers(attempt_id=attempt.pk, client=client)
    if last > max(held, default=0) + AHEAD:
        raise LastTooFar(held=max(held, default=0))
    if lacking := missing(held, last, NAMED):
        raise EventsMissing(sequences=lacking)
    return None


def close_overdue(*, attempt_id: int, at: datetime) -> Submission | None:
    """Hand in what an overdue attempt holds; None when it is closed or still has time."""
    return _close_overdue(attempt_id, at, log_head(attempt_id))


@transaction.atomic
def _close_overdue(attempt_id: int, at: datetime, known: LogHead) -> Submission | None:
    locked = holding(Attempt.objects.open()).filter(pk=attempt_id).first()
    if locked is None or not is_over(locked, at):
        return None
    return close(locked, at, by_deadline=True, known=known)


def close(
    attempt: Attempt,
    at: datetime,
    *,
    client: str = "",
    by_deadline: bool = False,
    by: User | None = None,
    note: str = "",
    known: LogHead | None = None,
) -> Submission:
    """The one way from open to submitted. The caller holds the lock.

    `known`: the log as the caller read it before.
    """
    moment = min(at, attempt.deadline_at) if by_deadline else at
    log = log_head(attempt.pk, known)
    Attempt.moves.to(attempt, AttemptState.SUBMITTED)
    attempt.submitted_at = moment
    attempt.save(update_fields=["state", "submitted_at"])
    kind = AttemptEvent.Kind.CLOSED if by_deadline else AttemptEvent.Kind.SUBMITTED
    if by is not None:
        kind = AttemptEvent.Kind.ENDED
    AttemptEvent.objects.create(attempt=attempt, kind=kind, client=client, at=at, by=by, note=note)
    receipt = Submission.objects.create(
        attempt=attempt,
        number=receipt_number(attempt.pk, moment, log.digest),
        answered=answers_of(attempt.pk).answered,
        events=log.events,
        digest=log.digest,
        submitted_at=moment,
        by_deadline=by_deadline,
    )
    enqueue("exams.score_attempt", attempt_id=attempt.pk)
    return receipt


def receipt_number(attempt_id: int, at: datetime, log: str) -> str:
    """Date, attempt and the first digits of the log's digest: short enough to be read out."""
    return f"{timezone.localtime(at):%Y%m%d}-{attempt_id:06d}-{log[:4].upper()}"
