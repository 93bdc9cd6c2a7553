"""Background work of the evidence: ids in, one flow call."""

from celery.schedules import crontab
from django.utils import timezone

from cms.flows.jobs import job_task, periodic
from evidence.flows import anchors, checking
from evidence.flows.files import make_file, sweep_files
from evidence.flows.rows import sweep_rows
from evidence.flows.strays import sweep_staged
from evidence.flows.timestamps import (
    fetch_timestamp,
    renew_timestamp,
    sweep_renewals,
    sweep_timestamps,
)
from evidence.flows.warnings import warn_of_endings


@job_task("evidence.make_file", slow=True)
def make(job, *, subject: str, kind: str) -> None:
    make_file(subject=subject, kind=kind, at=timezone.now())


@periodic("evidence.sweep_files", 60)
def sweep() -> int:
    return sweep_files(at=timezone.now())


@periodic("evidence.sweep_staged", 3600)
def sweep_unfinished_files() -> int:
    return sweep_staged(at=timezone.now())


@periodic("evidence.sweep_rows", 300)
def enter_rows() -> int:
    return sweep_rows(at=timezone.now())


@periodic("evidence.warn_of_endings", crontab(hour=8, minute=0))
def warn() -> int:
    return warn_of_endings(at=timezone.now())


@periodic("evidence.sweep_timestamps", 60)
def sweep_missing_timestamps() -> int:
    return sweep_timestamps(at=timezone.now())


@job_task("evidence.fetch_timestamp", slow=True)
def fetch(job, *, wait_id: int) -> None:
    fetch_timestamp(wait_id=wait_id, at=timezone.now())


@periodic("evidence.sweep_renewals", crontab(hour=3, minute=20))
def sweep_ending_timestamps() -> int:
    return sweep_renewals(at=timezone.now())


@job_task("evidence.renew_timestamp", slow=True)
def renew(job, *, file_id: int) -> None:
    renew_timestamp(file_id=file_id, at=timezone.now())


@periodic("evidence.make_roots", crontab(hour=0, minute=40), slow=True)
def make_roots() -> int:
    return len(anchors.make_roots(at=timezone.now()))


@job_task("evidence.send_root", slow=True)
def send_root(job, *, root_id: int) -> None:
    anchors.send_root(root_id=root_id, at=timezone.now())


@periodic("evidence.verify_evidence", crontab(hour=2, minute=10), slow=True)
def verify_evidence() -> int:
    return len(checking.check_everything(at=timezone.now()).faults)
