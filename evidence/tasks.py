"""Background work of the evidence: ids in, one flow call."""

from celery import shared_task
from django.utils import timezone

from cms.flows.jobs import job_task
from evidence.flows import anchors, checking
from evidence.flows.strays import sweep_staged
from evidence.flows.timestamps import renew_stamp, stamp_waiting, sweep_renewals, sweep_stamps
from evidence.flows.warnings import warn_of_endings


@shared_task(name="evidence.sweep_staged")
def sweep_unfinished_files() -> int:
    return sweep_staged(at=timezone.now())


@shared_task(name="evidence.warn_of_endings")
def warn() -> int:
    return warn_of_endings(at=timezone.now())


@shared_task(name="evidence.sweep_timestamps")
def sweep_missing_stamps() -> int:
    return sweep_stamps(at=timezone.now())


@job_task("evidence.fetch_timestamp")
def stamp(job, *, wait_id: int) -> None:
    stamp_waiting(wait_id=wait_id, at=timezone.now())


@shared_task(name="evidence.sweep_renewals")
def sweep_ending_stamps() -> int:
    return sweep_renewals(at=timezone.now())


@job_task("evidence.renew_timestamp")
def renew(job, *, kind: str, document_id: int) -> None:
    renew_stamp(kind=kind, document_id=document_id, at=timezone.now())


@shared_task(name="evidence.make_roots")
def make_roots() -> int:
    return len(anchors.make_roots(at=timezone.now()))


@job_task("evidence.send_root")
def send_root(job, *, root_id: int) -> None:
    anchors.send_root(root_id=root_id, at=timezone.now())


@shared_task(name="evidence.verify_evidence")
def verify_evidence() -> int:
    return len(checking.check_everything(at=timezone.now()).faults)
