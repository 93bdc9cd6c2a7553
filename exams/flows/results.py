"""Scores and results: score exactly once, project, release."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from bank.engine.scoring import ItemScore
from cms.lib.errors import DomainError
from cms.lib.locks import held, holding
from evidence.flows.chain import Event, record, record_many
from evidence.queries.rows import vouch
from exams.engine.outcome import BEST, Outcome, counted, total
from exams.models.attempt import Attempt
from exams.models.events import ExamEvent
from exams.models.result import Release, Result, ScoreChange
from exams.models.sitting import Sitting
from exams.queries.kept import ATTEMPT, RECEIPT, RESULT, SCORES
from exams.queries.records import outcome_of
from exams.queries.runs import answers_of, machine_scores
from staff.flows.standing import grant_credential
from staff.models.standing import Credential
from staff.models.user import User

BATCH = 500


class NotSubmitted(DomainError):
    code = "not_submitted"
    message = _("This attempt has not been handed in.")


class NothingToRelease(DomainError):
    code = "nothing_to_release"
    message = _("No result of this sitting is waiting to be released.")


@transaction.atomic
def score_attempt(*, attempt_id: int, at: datetime) -> Result:
    """Score a submitted attempt. A second call finds the first one's work and changes nothing.

    Raises NotSubmitted. Under the sitting's immediate policy a final result is released too.
    """
    joined = ("sitting__paper", "sitting__exam", "member")
    attempt = holding(Attempt.objects.all()).select_related(*joined).get(pk=attempt_id)
    if attempt.state != Attempt.State.SUBMITTED:
        raise NotSubmitted
    stored = Result.objects.filter(attempt=attempt).first()
    if stored is not None:
        return stored
    scores = machine_scores(attempt, answers_of(attempt.pk))
    change = ScoreChange.objects.create(
        attempt=attempt,
        number=1,
        cause=ScoreChange.Cause.SCORED,
        scores=as_json({row.position: row.score for row in scores}),
        at=at,
    )
    return _project(attempt, change, at)


@dataclass(frozen=True)
class Scored:
    """The machine's scores of one submitted attempt, by position, and when they were made."""

    attempt: Attempt
    scores: Sequence[ItemScore]
    at: datetime


@transaction.atomic
def keep_scores(*, scored: Iterable[Scored]) -> int:
    """The first scores of many attempts at once, with their results; how many there were.

    For what comes in by the hundred; none of the attempts may have a score yet. Nothing is
    released.
    """
    changes, results = [], []
    for one in scored:
        outcome = total(one.scores, one.attempt.sitting.pass_mark)
        changes.append(
            ScoreChange(
                attempt=one.attempt,
                number=1,
                cause=ScoreChange.Cause.SCORED,
                scores=as_json({row.position: row.score for row in one.scores}),
                at=one.at,
            )
        )
        results.append(Result(attempt=one.attempt, **_columns(outcome, one.at)))
    changes = ScoreChange.objects.bulk_create(changes, batch_size=BATCH)
    results = Result.objects.bulk_create(results, batch_size=BATCH)
    record_many([_scored(*pair) for pair in zip(results, changes, strict=True)])
    return len(results)


def _scored(result: Result, change: ScoreChange) -> Event:
    """What the chain says of a scoring; the first one vouches for the attempt and its receipt."""
    attempt, rows = change.attempt, [(SCORES, change), (RESULT, result)]
    if change.number == 1:
        receipt = getattr(attempt, "receipt", None)
        rows += [(ATTEMPT, attempt), *([(RECEIPT, receipt)] if receipt else [])]
    data = {"number": change.number, "cause": str(change.cause), "by": change.by_id or 0}
    return Event(result, ExamEvent.SCORED, change.at, data | vouch(*rows))


@transaction.atomic
def score_again(*, attempt: Attempt, cause: ScoreChange.Cause, by: User, at: datetime) -> Result:
    """Score the log as it stands now, as one more change. The caller holds the attempt's lock."""
    scores = machine_scores(attempt, answers_of(attempt.pk))
    last = attempt.score_changes.order_by("-number").first()
    change = ScoreChange.objects.create(
        attempt=attempt,
        number=last.number + 1 if last else 1,
        cause=cause,
        scores=as_json({row.position: row.score for row in scores}),
        at=at,
        by=by,
    )
    return _project(attempt, change, at)


def as_json(scores: Mapping[int, Decimal | None]) -> dict[str, str | None]:
    """How a score change keeps its scores: text, so that no digit is lost."""
    return {str(position): None if s is None else str(s) for position, s in scores.items()}


def _project(attempt: Attempt, change: ScoreChange, at: datetime) -> Result:
    """The result is the fold of the score changes."""
    outcome = outcome_of(attempt)
    result, _made = Result.objects.update_or_create(attempt=attempt, defaults=_columns(outcome, at))
    record(_scored(result, change))
    if result.is_final and attempt.sitting.is_immediate:
        _release(result, at)
    return result


def _columns(outcome: Outcome, at: datetime) -> dict:
    return {
        "state": Result.State.PENDING if outcome.pending else Result.State.FINAL,
        "raw": outcome.raw,
        "maximum": outcome.maximum,
        "percent": outcome.percent,
        "passed": outcome.passed,
        "scored_at": at,
    }


def _release(result: Result, at: datetime) -> None:
    """Show the result to its candidate; a pass becomes a fact on the person, unless the exam
    was practice."""
    result.released_at = at
    result.save(update_fields=["released_at"])
    record(Event(result, ExamEvent.RELEASED, at, vouch((RESULT, result))))
    attempt = result.attempt
    sitting = attempt.sitting
    if result.passed and not sitting.exam.practice:
        grant_credential(
            member=attempt.member,
            kind=Credential.Kind.EXAM,
            code=f"exam:{sitting.exam_id}",
            title=sitting.title,
            source=f"exam:{sitting.pk}:{attempt.member_id}",
            earned_at=at,
            value=counted([result.percent], BEST, sitting.ceiling),
        )


@transaction.atomic
def release_results(*, sitting: Sitting, user: User | None, at: datetime) -> Release:
    """Release every final result of the sitting that is not released yet.

    Results that wait for marking stay back until a later release. Raises NothingToRelease.
    """
    locked = held(sitting)
    ready = holding(Result.objects.final()).filter(
        attempt__sitting=locked, attempt__continued_by__isnull=True, released_at__isnull=True
    )
    rows = list(
        ready.select_related(
            "attempt__sitting__exam", "attempt__member__organisation", "attempt__member__post"
        )
    )
    if not rows:
        raise NothingToRelease
    for result in rows:
        _release(result, at)
    release = Release.objects.create(sitting=locked, results=len(rows), at=at, by=user)
    log(locked, "exams.release_results", user=user, data={"results": len(rows)})
    return release
