"""Every task says itself when it runs and where it waits; the settings know no names."""

import pytest
from django.conf import settings

from cms.celery import app
from cms.lib import schedule


@pytest.fixture(autouse=True)
def loaded():
    app.loader.import_default_modules()


def test_a_task_is_scheduled_once():
    with pytest.raises(ValueError, match=r"cms\.resend_jobs"):
        schedule.note("cms.resend_jobs", 60)


def test_whatever_is_scheduled_or_slow_is_a_task():
    assert set(schedule.SCHEDULE) <= set(app.tasks)
    assert set(app.tasks) >= schedule.SLOW


def test_beat_reads_what_stands_beside_the_tasks():
    assert settings.CELERY_BEAT_SCHEDULE is schedule.SCHEDULE
    assert app.conf.beat_schedule["exams.sweep_attempts"]["schedule"] == 60


@pytest.mark.parametrize(
    ("name", "queue"),
    [
        ("exams.score_attempt", "celery"),
        ("exams.print_part", "slow"),
        ("kinship.export_relatives", "slow"),
        ("evidence.send_root", "slow"),
    ],
)
def test_slow_work_stands_in_a_queue_of_its_own(name, queue):
    assert app.amqp.router.route({}, name)["queue"].name == queue
