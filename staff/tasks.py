"""Background work about people: ids in, one flow call."""

from celery import shared_task
from django.utils import timezone

from staff.flows.groups import sync_all_groups


@shared_task(name="staff.sync_roles")
def sync_roles() -> int:
    """Every ten minutes: grants begin and expire by the clock, groups follow."""
    return sync_all_groups(at=timezone.now())
