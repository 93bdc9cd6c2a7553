"""Background work of custody agreements: ids in, one flow call."""

from django.utils import timezone

from cms.flows.jobs import job_task
from pledges.custody.flows.codes import send_code


@job_task("custody.send_code")
def code(job, *, link_id: int, number: int) -> None:
    send_code(link_id=link_id, number=number, at=timezone.now())
