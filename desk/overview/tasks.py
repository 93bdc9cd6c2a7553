"""Background work of the overview: ids in, one flow call."""

from django.core.files.base import ContentFile
from django.utils import timezone

from cms.flows.jobs import job_task
from cms.lends import collect_figures
from desk.overview.flows.exports import PeopleAsk, export_people
from staff.flows.exports import keep_reach
from staff.models.user import User


@job_task("overview.export_people", slow=True)
def export_people_list(job, *, user_id: int, ask: dict) -> None:
    """A long list of people as Excel; the asker's reach is judged again when it runs."""
    exported = export_people(
        by=User.objects.get(pk=user_id),
        ask=PeopleAsk(**ask),
        figures=collect_figures(),
        at=timezone.now(),
    )
    keep_reach(job, "overview.open_desk")
    job.attach(ContentFile(exported.data), exported.name)
