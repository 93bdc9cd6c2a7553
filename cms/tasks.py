"""Scheduled work of the shell itself."""

from django.core.management import call_command
from django.utils import timezone

from cms.adapters.wagtail_tasks import run_wagtail_task
from cms.flows.jobs import drop_old_results, periodic, resend_stale

__all__ = ["run_wagtail_task"]


@periodic("cms.resend_jobs", 60)
def resend_jobs() -> int:
    return resend_stale(timezone.now())


@periodic("cms.drop_old_results", 3600)
def drop_results() -> int:
    return drop_old_results(timezone.now())


@periodic("cms.publish_scheduled", 300)
def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)
