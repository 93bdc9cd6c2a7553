"""Scheduled work of the shell itself; names are listed in settings.CELERY_BEAT_SCHEDULE."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from cms.adapters.wagtail_tasks import run_wagtail_task
from cms.flows.jobs import drop_old_results, resend_stale

__all__ = ["run_wagtail_task"]


@shared_task(name="cms.resend_jobs")
def resend_jobs() -> int:
    return resend_stale(timezone.now())


@shared_task(name="cms.drop_old_results")
def drop_results() -> int:
    return drop_old_results(timezone.now())


@shared_task(name="cms.publish_scheduled")
def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)
