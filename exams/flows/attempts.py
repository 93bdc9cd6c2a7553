"""Begin an attempt, or go on with the one that is running."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from cms.lib.locks import holding
from exams.engine.states import AttemptState
from exams.engine.timing import deadline
from exams.flows.closing import close
from exams.flows.refusals import NoAttemptLeft, NotRegistered, SittingNotOpen
from exams.models.attempt import Attempt, AttemptEvent
from exams.models.sitting import Allowance, Registration, Sitting
from exams.queries.runs import is_over
from staff.models.member import Member


@transaction.atomic
def start_attempt(*, sitting: Sitting, member: Member, at: datetime) -> tuple[Attempt, bool]:
    """Begin, or go on with what is running; (attempt, begun).

    Raises NotRegistered, SittingNotOpen or NoAttemptLeft.
    """
    registered = holding(Registration.objects).select_related("sitting")
    registration = registered.filter(sitting=sitting, member=member).first()
    if registration is None:
        raise NotRegistered
    attempts = list(Attempt.every.filter(sitting=sitting, member=member).order_by("-number"))
    latest = attempts[0] if attempts else None
    if latest and latest.is_prepared:
        return _begin(registration, latest, at), True
    if latest and latest.is_open:
        if not is_over(latest, at):
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
    if attempt.is_prepared:
        Attempt.moves.to(attempt, AttemptState.OPEN)
    attempt.started_at = at
    extra = extra_minutes(sitting.pk, registration.member_id)
    attempt.deadline_at = deadline(at, sitting.minutes, sitting.closes_at, extra)
    attempt.save()
    AttemptEvent.objects.create(attempt=attempt, kind=AttemptEvent.Kind.STARTED, at=at)
    return attempt
