"""Background work about people: ids in, one flow call."""

from celery import shared_task
from django.core.files.base import ContentFile
from django.utils import timezone

from cms.desk import collect_figures
from cms.lib.queue import job_task
from staff.flows.exports import PeopleAsk, export_people
from staff.flows.groups import sync_all_groups
from staff.models import User


@shared_task(name="staff.sync_roles")
def sync_roles() -> int:
    """Every ten minutes: grants begin and expire by the clock, groups follow."""
    return sync_all_groups(at=timezone.now())


@job_task("staff.export_people")
def export_people_list(job, *, user_id: int, ask: dict) -> None:
    """A long list of people as Excel; the asker's reach is judged again when it runs."""
    name, data = export_people(
        by=User.objects.get(pk=user_id),
        ask=PeopleAsk(**ask),
        figures=collect_figures(),
        at=timezone.now(),
    )
    job.attach(ContentFile(data), name)
