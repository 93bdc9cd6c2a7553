from datetime import timedelta
from threading import Event, Thread

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from cms.flows import jobs
from cms.flows.jobs import (
    MAX_TRIES,
    RESULT_KEPT,
    STALE_AFTER,
    drop_old_results,
    enqueue,
    job_task,
    periodic,
    resend_stale,
)
from cms.lib import schedule
from cms.lib.errors import DomainError
from cms.models.jobs import Job

RAN: list[int] = []


@job_task("tests.note")
def note(job, *, number: int) -> None:
    if number < 0:
        raise DomainError("too small")
    if number == 0:
        raise ZeroDivisionError
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


def test_a_fault_ends_the_job_without_words_and_is_still_raised(db):
    """The message is for people; the fault itself belongs in the log of the worker."""
    job = Job.objects.create(name="tests.note", arguments={"number": 0})
    with pytest.raises(ZeroDivisionError):
        note(job_id=job.pk, number=0)
    job.refresh_from_db()
    assert (job.state, job.message, job.tries) == ("failed", "", 1)
    assert job.finished_at is not None


def test_whatever_ends_says_when(db, time_machine_at):
    for number in (1, -1):
        job = Job.objects.create(name="tests.note")
        note(job_id=job.pk, number=number)
        job.refresh_from_db()
        assert job.finished_at == timezone.now()


def test_who_asked_and_with_what_is_kept(world, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(note, "apply_async", lambda **options: sent.append(options))
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("tests.note", requested_by=world.users["hr_city"], number=3)
    job.refresh_from_db()
    assert (job.name, job.arguments, job.requested_by) == (
        "tests.note",
        {"number": 3},
        world.users["hr_city"],
    )
    assert sent == [{"kwargs": {"job_id": job.pk, "number": 3}}]


def test_what_is_asked_again_goes_back_into_the_queue(db, monkeypatch):
    monkeypatch.setattr(note, "apply_async", lambda **_options: None)
    job, now = stale(state="running", tries=2), timezone.now()
    assert resend_stale(now) == 1
    job.refresh_from_db()
    assert (job.state, job.touched_at, job.tries) == ("queued", now, 2)


@pytest.mark.parametrize(("later", "sent"), [(0, 0), (1, 1)])
def test_after_five_minutes_it_is_stale(db, later, sent):
    job = Job.objects.create(name="tests.note", arguments={"number": 7})
    edge = job.touched_at + timedelta(minutes=5)
    assert timedelta(minutes=5) == STALE_AFTER
    assert resend_stale(edge + timedelta(microseconds=later)) == sent


@pytest.mark.parametrize("state", ["done", "failed"])
def test_what_has_ended_is_not_sent_again(db, state):
    stale(state=state)
    assert resend_stale(timezone.now()) == 0
    assert RAN == []


def test_it_is_given_up_after_the_fifth_run_and_says_when(db):
    assert MAX_TRIES == 5
    kept, given_up = stale(state="running", tries=4), stale(state="running", tries=5)
    now = timezone.now()
    assert resend_stale(now) == 1
    kept.refresh_from_db()
    given_up.refresh_from_db()
    assert (kept.state, kept.tries) == ("done", 5)
    assert (given_up.state, given_up.finished_at) == ("failed", now)


def test_a_runner_that_has_just_been_heard_of_is_not_given_up(db):
    job = Job.objects.create(name="tests.note", state="running", tries=MAX_TRIES)
    assert resend_stale(job.touched_at) == 0
    job.refresh_from_db()
    assert job.state == "running"


def test_two_hundred_are_sent_at_a_time(db, monkeypatch):
    sent = []
    monkeypatch.setattr(jobs, "_send", lambda *what: sent.append(what))
    Job.objects.bulk_create(
        Job(name="tests.note", arguments={"number": 7}) for _number in range(201)
    )
    Job.objects.update(touched_at=timezone.now() - timedelta(minutes=6))
    now = timezone.now()
    assert (resend_stale(now), len(sent)) == (200, 200)
    assert {(name, ids["number"]) for _pk, name, ids in sent} == {("tests.note", 7)}
    assert (resend_stale(now), len(sent)) == (1, 201)


@pytest.fixture
def finished(db, settings, tmp_path):
    """finished(at) → a job that ended then and has a file."""
    settings.PRIVATE_ROOT = tmp_path

    def make(at) -> Job:
        job = Job.objects.create(name="tests.note", state="done", finished_at=at)
        job.attach(ContentFile(b"x"), "名单.xlsx")
        return job

    return make


def test_the_file_of_a_job_is_kept_for_a_week(finished, at, django_assert_num_queries):
    assert timedelta(days=7) == RESULT_KEPT
    job = finished(at)
    storage, path = job.result.storage, job.result.name
    assert drop_old_results(at + RESULT_KEPT) == 0
    assert storage.exists(path)
    with django_assert_num_queries(2):  # asked for, and written once
        assert drop_old_results(at + RESULT_KEPT + timedelta(microseconds=1)) == 1
    assert not storage.exists(path)
    job.refresh_from_db()
    assert (job.result.name, job.result_name, job.state) == ("", "名单.xlsx", "done")
    assert drop_old_results(at + 2 * RESULT_KEPT) == 0


def test_every_old_file_goes_and_no_young_one(finished, at):
    for days in (9, 8, 1):
        finished(at - timedelta(days=days))
    assert drop_old_results(at) == 2
    assert Job.objects.exclude(result="").count() == 1


@pytest.fixture
def clock(monkeypatch):
    """The tables of the clock, as they are after the test again."""
    monkeypatch.setattr(schedule, "SCHEDULE", {})
    monkeypatch.setattr(schedule, "SLOW", set())


def test_a_task_is_quick_unless_it_says_otherwise(clock):
    def run(*_job) -> None:
        """Does nothing."""

    job_task("tests.quick")(run)
    periodic("tests.quick_clock", 60)(run)
    assert set() == schedule.SLOW
    assert schedule.SCHEDULE == {"tests.quick_clock": {"task": "tests.quick_clock", "schedule": 60}}
    job_task("tests.slow", slow=True)(run)
    periodic("tests.slow_clock", 60, slow=True)(run)
    assert {"tests.slow", "tests.slow_clock"} == schedule.SLOW
    assert schedule.route("tests.slow") == {"queue": "slow"}
    assert schedule.route("tests.quick") is None
    jobs.app.tasks.pop("tests.quick", None)
    for name in ("tests.quick_clock", "tests.slow", "tests.slow_clock"):
        jobs.app.tasks.pop(name, None)
