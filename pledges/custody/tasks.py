"""Background work of custody agreements: ids in, one flow call."""

from django.utils import timezone

from cms.flows.jobs import job_task
from pledges.custody.flows.documents import make_document


@job_task("custody.make_document", slow=True)
def custody_pdf(job, *, agreement_id: int, kind: str) -> None:
    make_document(agreement_id=agreement_id, kind=kind, at=timezone.now())
