"""Background work of exams: ids in, one flow call."""

from django.core.files.base import ContentFile
from django.utils import timezone

from cms.flows.jobs import job_task, periodic
from exams.flows import preparing, printing, results, sweeping
from exams.models.sitting import Sitting
from staff.flows.exports import keep_reach
from staff.permissions import POLICY


@job_task("exams.score_attempt")
def score_attempt(job, *, attempt_id: int) -> None:
    results.score_attempt(attempt_id=attempt_id, at=timezone.now())


@job_task("exams.print_part", slow=True)
def print_part(job, *, sitting_id: int, part: str) -> None:
    """A form or the list of names as PDF, within the reach that the asking person still has."""
    rows = POLICY.scope(job.requested_by, "exams.organise_sitting", Sitting.objects.all())
    sitting = rows.select_related("paper", "exam", "audience").get(pk=sitting_id)
    made = printing.print_part(sitting=sitting, part=part, by=job.requested_by, at=timezone.now())
    keep_reach(job, "exams.organise_sitting")
    job.attach(ContentFile(made.data), made.name)


@periodic("exams.sweep_attempts", 60)
def sweep_attempts() -> int:
    swept = sweeping.sweep_attempts(at=timezone.now())
    return swept.closed + swept.scored


@periodic("exams.prepare_sittings", 300)
def prepare_sittings() -> int:
    return preparing.prepare_due(at=timezone.now())
