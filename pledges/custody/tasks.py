"""Background work of custody agreements: ids in, one flow call."""

from django.utils import timezone

from cms.flows.jobs import job_task
from pledges.custody.flows.codes import send_code
from pledges.custody.flows.documents import make_document


@job_task("custody.make_document", slow=True)
def custody_pdf(job, *, agreement_id: int, kind: str) -> None:
    make_document(agreement_id=agreement_id, kind=kind, at=timezone.now())


@job_task("custody.send_code")
def code(job, *, link_id: int, number: int) -> None:
    send_code(link_id=link_id, number=number, at=timezone.now())
