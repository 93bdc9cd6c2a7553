"""Background work of the reminders: ids in, one flow call."""

from django.utils import timezone

from cms.flows.jobs import job_task, periodic
from reminders.flows import asking, delivery


@periodic("reminders.sweep", 600)
def sweep() -> int:
    return asking.sweep(at=timezone.now())


@job_task("reminders.deliver", slow=True)
def deliver(job) -> None:
    delivery.deliver(
        clock=timezone.now,
        progress=lambda done, total: job.progress(done, total, timezone.now()),
    )
