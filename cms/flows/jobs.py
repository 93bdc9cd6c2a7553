"""Background work, by name. The Job row is written in the caller's transaction (an outbox):
it is sent after the commit, and sent again by a sweeper if the sending was lost."""

from datetime import datetime, timedelta
from functools import lru_cache, wraps
from threading import Lock

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.celery import app
from cms.lib import schedule
from cms.lib.errors import DomainError
from cms.models.jobs import Job

STALE_AFTER = timedelta(minutes=5)
MAX_TRIES = 5
RESULT_KEPT = timedelta(days=7)
_loading = Lock()


def enqueue(name: str, *, requested_by=None, **ids: object):
    """Ask for the task `name` once the surrounding transaction commits; returns the Job.

    `ids` must be JSON values (ids, not objects). On rollback nothing is sent.
    """
    job = Job.objects.create(name=name, arguments=ids, requested_by=requested_by)
    # Robust: a broker that is down must not turn a committed act into an error; the sweeper
    # sends again. A function of its own: what Django logs then is its name, and a partial has none.
    transaction.on_commit(lambda: _send(job.pk, name, ids), robust=True)
    return job


def _load_tasks() -> None:
    """Find every app's tasks. Of two first calls at once the later waits until all are there."""
    with _loading:
        _load_tasks_once()


@lru_cache(maxsize=1)
def _load_tasks_once() -> None:
    """Once: Celery runs all system checks each time it is asked."""
    app.loader.import_default_modules()


def _send(job_id: int, name: str, ids: dict) -> None:
    _load_tasks()
    app.tasks[name].apply_async(kwargs={"job_id": job_id, **ids})


def job_task(name: str, *, slow: bool = False):
    """Register `run(job, **ids)` as the task `name`.

    `slow`: it renders, packs or asks the network, and stands in a queue of its own, so that the
    scoring of an exam never waits behind it.

    The wrapper claims the job (one runner at a time), records done or failed, and lets a
    finished job pass without running it twice. A DomainError ends the job with its message.
    """

    if slow:
        schedule.SLOW.add(name)

    def register(run):
        @shared_task(name=name)
        @wraps(run)
        def task(*, job_id: int, **ids: object) -> None:
            job = Job.objects.claim(job_id, timezone.now())
            if job is None:
                return
            try:
                run(job, **ids)
            except DomainError as refusal:
                job.fail(str(refusal), timezone.now())
            except Exception:
                job.fail("", timezone.now())
                raise
            else:
                job.finish(timezone.now())

        return task

    return register


def periodic(name: str, when: object, *, slow: bool = False):
    """Register `run()` as the task `name`, run by the clock: every so many seconds, or a crontab.

    Of two runs at once each must leave the other unharmed; nobody waits for its result.
    """
    schedule.note(name, when)
    if slow:
        schedule.SLOW.add(name)
    return shared_task(name=name)


def resend_stale(now: datetime) -> int:
    """Send again what was asked for but never finished; returns how many were sent.

    `tries` counts runs, not sendings: a job that waits in a long queue is never given up, one
    whose runner died MAX_TRIES times is.
    """
    stale = Job.objects.filter(
        Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING), touched_at__lt=now - STALE_AFTER
    )
    given_up = stale.filter(state=Job.State.RUNNING, tries__gte=MAX_TRIES)
    given_up.update(state=Job.State.FAILED, finished_at=now)
    jobs = list(stale[:200])
    for job in jobs:
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, touched_at=now)
        _send(job.pk, job.name, job.arguments)
    return len(jobs)


def drop_old_results(now: datetime) -> int:
    """Delete the files of jobs that ended over a week ago; the rows stay. Returns how many."""
    old = Job.objects.exclude(result="")
    dropped = 0
    for job in old.filter(finished_at__lt=now - RESULT_KEPT):
        job.result.delete(save=False)
        job.save(update_fields=["result"])
        dropped += 1
    return dropped
