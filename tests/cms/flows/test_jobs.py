from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from cms.flows import jobs
from cms.flows.jobs import MAX_TRIES, enqueue, job_task, resend_stale
from cms.lib.errors import DomainError
from cms.models.jobs import Job

RAN: list[int] = []


@job_task("tests.note")
def note(job, *, number: int) -> None:
    if number < 0:
        raise DomainError("too small")
    RAN.append(number)


@pytest.fixture(autouse=True)
def nothing_ran():
    RAN.clear()


def stale(**values) -> Job:
    job = Job.objects.create(name="tests.note", arguments={"number": 7}, **values)
    Job.objects.filter(pk=job.pk).update(touched_at=timezone.now() - timedelta(minutes=6))
    return job


def test_a_job_runs_after_the_commit_and_is_done(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("tests.note", number=1)
        assert RAN == []
    assert RAN == [1]
    job.refresh_from_db()
    assert (job.state, job.tries) == ("done", 1)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_job_is_never_sent():
    with transaction.atomic():
        enqueue("tests.note", number=1)
        transaction.set_rollback(True)
    assert RAN == []
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_is_no_error_for_who_asked(monkeypatch):
    def down(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(note, "apply_async", down)
    with transaction.atomic():
        job = enqueue("tests.note", number=1)
    job.refresh_from_db()
    assert (job.state, RAN) == ("queued", [])


def test_of_two_first_requests_at_once_both_find_the_tasks(monkeypatch):
    begun, loaded, seen = Event(), Event(), []

    def load() -> None:
        begun.set()
        loaded.wait(0.2)
        seen.append("loaded")

    def second() -> None:
        begun.wait(5)
        jobs._load_tasks()
        seen.append("sent")

    monkeypatch.setattr(jobs.app.loader, "import_default_modules", load)
    jobs._load_tasks_once.cache_clear()
    threads = [Thread(target=jobs._load_tasks), Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs._load_tasks_once.cache_clear()
    assert seen == ["loaded", "sent"]


def test_a_message_delivered_twice_runs_once(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("tests.note", number=1)
    note(job_id=job.pk, number=1)
    assert RAN == [1]


def test_a_refusal_ends_the_job_with_its_reason(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("tests.note", number=-1)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "too small")


@pytest.mark.parametrize("state", ["queued", "running"])
def test_what_was_lost_is_sent_again(db, state):
    job = stale(state=state, tries=1)
    assert resend_stale(timezone.now()) == 1
    assert RAN == [7]
    job.refresh_from_db()
    assert job.state == "done"


def test_waiting_long_is_no_reason_to_give_up(db):
    stale(state="queued", tries=MAX_TRIES)
    assert resend_stale(timezone.now()) == 1
    assert RAN == [7]


def test_a_job_that_kills_its_runner_is_given_up(db):
    job = stale(state="running", tries=MAX_TRIES)
    assert resend_stale(timezone.now()) == 0
    job.refresh_from_db()
    assert (job.state, RAN) == ("failed", [])
