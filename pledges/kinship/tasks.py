"""Background work of near relatives: ids in, one flow call."""

from celery.schedules import crontab
from django.core.files.base import ContentFile
from django.utils import timezone

from cms.flows.jobs import job_task, periodic
from pledges.kinship.flows.matching import find_late, raise_late_declarations
from pledges.kinship.flows.registers import export_register
from staff.flows.exports import keep_reach


@job_task("kinship.export_relatives", slow=True)
def export_relatives(job, *, kind: str, ask: dict) -> None:
    """A long register, within the reach that the asking person has when it runs."""
    exported = export_register(kind=kind, ask=ask, by=job.requested_by, at=timezone.now())
    keep_reach(job, "kinship.view_declaration")
    job.attach(ContentFile(exported.data), exported.name)


@periodic("kinship.watch_declarations", crontab(hour=6, minute=50))
def watch_declarations() -> int:
    """Once a day: remind of every declaration that is overdue; how many are new."""
    at = timezone.now()
    return raise_late_declarations(members=find_late(timezone.localdate(at)), at=at)
