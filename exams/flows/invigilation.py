"""What an invigilator does to a running sitting; every act has a reason and stays in the log."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError, need_reason, not_own_record
from cms.lib.locks import held, holding
from exams.engine.log import ANSWER, FLAG, Event
from exams.flows.closing import close
from exams.flows.results import score_again
from exams.models.attempt import AnswerEvent, Attempt, AttemptEvent, LateDecision, Submission
from exams.models.result import ScoreChange
from exams.models.sitting import Allowance, Registration, Sitting
from exams.queries.runs import answers_of, undecided_late
from staff.models.member import Member
from staff.models.user import User

MOST_MINUTES = 480
REOPENED = "given-back-1"  # the client under which the answers so far are written again


class MinutesRefused(DomainError):
    code = "minutes_refused"
    message = _("Give between 1 and 480 minutes.")


class NotRunning(DomainError):
    code = "not_running"
    message = _("This person has no running attempt.")


class NotHandedIn(DomainError):
    code = "not_handed_in"
    message = _("Only an attempt that was handed in can be given back, and only once.")


class AlreadyReleased(DomainError):
    code = "already_released"
    message = _("The result has been released. Use a review of marking or a resit.")


class AlreadyBegun(DomainError):
    code = "already_begun"
    message = _("This person has begun the exam and can no longer be deferred.")


class NothingLate(DomainError):
    code = "nothing_late"
    message = _("No late answers are waiting.")


def _check(reason: str, by: User, member: Member, minutes: int = 1) -> str:
    """Who is a candidate here does nothing to the own attempt. Raises OwnRecord."""
    kept = need_reason(reason)
    not_own_record(by, member.user_id)
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesRefused
    return kept


def _registration(sitting: Sitting, member: Member) -> Registration:
    rows = holding(Registration.objects).select_related("sitting")
    return rows.get(sitting=sitting, member=member)


@transaction.atomic
def grant_minutes(
    *, sitting: Sitting, member: Member, minutes: int, reason: str, by: User, at: datetime
) -> Allowance:
    """Extra time for one person, before or during; a running attempt's deadline moves at once.

    The window never cuts it. Raises ReasonMissing, OwnRecord, MinutesRefused.
    """
    reason = _check(reason, by, member, minutes)
    _registration(sitting, member)
    granted = Allowance.objects.create(
        sitting=sitting, member=member, minutes=minutes, reason=reason, by=by, at=at
    )
    running = holding(Attempt.objects.open()).filter(sitting=sitting, member=member)
    for attempt in running:
        attempt.deadline_at += timedelta(minutes=minutes)
        attempt.save(update_fields=["deadline_at"])
        AttemptEvent.objects.create(
            attempt=attempt,
            kind=AttemptEvent.Kind.EXTENDED,
            amount=minutes,
            by=by,
            note=reason,
            at=at,
        )
    _log(sitting, "exams.grant_minutes", by, member, minutes=minutes, reason=reason)
    return granted


def _log(sitting: Sitting, action: str, by: User, member: Member, **data: object) -> None:
    log(sitting, action, user=by, data={"member": member.staff_number, **data})


@transaction.atomic
def end_attempt(
    *, sitting: Sitting, member: Member, reason: str, by: User, at: datetime
) -> Submission:
    """Hand in what a running attempt holds, now. Raises ReasonMissing, OwnRecord, NotRunning."""
    reason = _check(reason, by, member)
    running = holding(Attempt.objects.open()).filter(sitting=sitting, member=member)
    attempt = running.first()
    if attempt is None:
        raise NotRunning
    receipt = close(attempt, at, by=by, note=reason)
    _log(sitting, "exams.end_attempt", by, member, reason=reason)
    return receipt


@transaction.atomic
def give_back(
    *, sitting: Sitting, member: Member, minutes: int, reason: str, by: User, at: datetime
) -> Attempt:
    """Let a person go on after the hand-in, for `minutes`, with all answers as they were.

    What was handed in stays as it is; a new attempt continues it and counts in its place. Raises
    ReasonMissing, OwnRecord, MinutesRefused, NotHandedIn, AlreadyReleased.
    """
    reason = _check(reason, by, member, minutes)
    _registration(sitting, member)
    attempts = Attempt.objects.filter(sitting=sitting, member=member).order_by("-number")
    last = attempts.first()
    if last is None or last.is_open:
        raise NotHandedIn
    if getattr(last, "result", None) is not None and last.result.released_at:
        raise AlreadyReleased
    fresh = Attempt.objects.create(
        sitting=sitting,
        member=member,
        number=last.number + 1,
        started_at=at,
        deadline_at=at + timedelta(minutes=minutes),
        continues=last,
    )
    AnswerEvent.objects.bulk_create(_carried(fresh, last, at))
    AttemptEvent.objects.create(
        attempt=fresh, kind=AttemptEvent.Kind.REOPENED, amount=minutes, by=by, note=reason, at=at
    )
    _log(sitting, "exams.give_back", by, member, minutes=minutes, reason=reason)
    return fresh


def _carried(fresh: Attempt, last: Attempt, at: datetime) -> list[AnswerEvent]:
    present = answers_of(last.pk)
    values: list[tuple[int, str, tuple[str, ...] | bool]]
    values = [(item, ANSWER, value) for item, value in sorted(present.responses.items())]
    values += [(item, FLAG, True) for item in sorted(present.flags)]
    events = [Event(REOPENED, n, *rest) for n, rest in enumerate(values, 1)]
    return [AnswerEvent.received(fresh.pk, event, at) for event in events]


@transaction.atomic
def defer(*, sitting: Sitting, member: Member, reason: str, by: User, at: datetime) -> Registration:
    """缓考: who may sit later is not absent. Raises ReasonMissing, OwnRecord, AlreadyBegun."""
    reason = _check(reason, by, member)
    registration = _registration(sitting, member)
    if Attempt.objects.filter(sitting=sitting, member=member).exists():
        raise AlreadyBegun
    registration.deferred_at, registration.deferred_by = at, by
    registration.deferred_reason = reason
    registration.save(update_fields=["deferred_at", "deferred_by", "deferred_reason"])
    _log(sitting, "exams.defer", by, member, reason=reason)
    return registration


@transaction.atomic
def decide_late(
    *, attempt: Attempt, accepted: bool, reason: str, by: User, at: datetime
) -> LateDecision:
    """Decide about all late answers of an attempt that wait: they count, or they stay aside.

    Accepted ones are added to the log as the last words of their items, and a handed-in attempt is
    scored again. Raises ReasonMissing, OwnRecord, NothingLate, AlreadyReleased.
    """
    locked = held(attempt, "sitting__paper", "member")
    reason = _check(reason, by, locked.member)
    late = list(undecided_late(locked.pk))
    if not late:
        raise NothingLate
    result = getattr(locked, "result", None)
    if accepted and result is not None and result.released_at:
        raise AlreadyReleased
    decision = LateDecision.objects.create(
        attempt=locked, upto=late[-1], accepted=accepted, reason=reason, by=by, at=at
    )
    if accepted:
        AnswerEvent.objects.bulk_create([_counted(row) for row in late])
        if result is not None:
            score_again(attempt=locked, cause=ScoreChange.Cause.LATE, by=by, at=at)
    AttemptEvent.objects.create(
        attempt=locked, kind=AttemptEvent.Kind.LATE, amount=len(late), by=by, note=reason, at=at
    )
    data = {"accepted": accepted, "answers": len(late), "reason": reason}
    _log(locked.sitting, "exams.decide_late", by, locked.member, **data)
    return decision


def _counted(row) -> AnswerEvent:
    return AnswerEvent(
        attempt_id=row.attempt_id,
        client=row.client,
        sequence=row.sequence,
        position=row.position,
        kind=row.kind,
        value=row.value,
        digest=row.digest,
        received_at=row.received_at,
    )
