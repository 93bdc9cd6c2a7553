"""Background work of exams: ids in, one flow call."""

from celery import shared_task
from django.utils import timezone

from cms.lib.queue import job_task
from exams.flows import preparing, results, sweeping


@job_task("exams.score_attempt")
def score_attempt(job, *, attempt_id: int) -> None:
    results.score_attempt(attempt_id=attempt_id, at=timezone.now())


@shared_task(name="exams.sweep_attempts")
def sweep_attempts() -> int:
    swept = sweeping.sweep_attempts(at=timezone.now())
    return swept.closed + swept.scored


@shared_task(name="exams.prepare_sittings")
def prepare_sittings() -> int:
    return preparing.prepare_due(at=timezone.now())
