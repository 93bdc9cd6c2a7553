"""Background work about people: ids in, one flow call."""

from datetime import date

from django.utils import timezone

from cms.flows.jobs import job_task, periodic
from staff.flows.groups import sync_all_groups
from staff.flows.roster import Leaving, apply_roster, reopen_roster
from staff.flows.telling import TELL, send_notice
from staff.flows.tries import drop_old_tries
from staff.models.accounts import AccountNotice
from staff.models.roster import RosterImport


@periodic("staff.sync_roles", 600)
def sync_roles() -> int:
    """Every ten minutes: grants begin and expire by the clock, groups follow."""
    return sync_all_groups(at=timezone.now())


@periodic("staff.drop_old_tries", 600)
def drop_tries() -> int:
    """Every ten minutes: what no lock looks at any more."""
    return drop_old_tries(at=timezone.now())


@job_task("staff.apply_roster", slow=True)
def apply_long_roster(job, *, import_id: int, leavers_on: str | None, leavers_reason: str) -> None:
    """A long roster, in one transaction; a refusal opens the preview again."""
    found = RosterImport.objects.get(pk=import_id)
    rows = found.counts["rows"]
    job.progress(0, rows, timezone.now())
    leaving = Leaving(date.fromisoformat(leavers_on), leavers_reason) if leavers_on else None
    try:
        apply_roster(roster_import=found, by=job.requested_by, at=timezone.now(), leaving=leaving)
    except Exception:
        reopen_roster(roster_import=found)
        raise
    job.progress(rows, rows, timezone.now())


@job_task(TELL)
def tell_holder(job, *, notice_id: int) -> None:
    """What was done to an account, to its holder."""
    found = AccountNotice.objects.select_related("user", "by").get(pk=notice_id)
    send_notice(notice=found)
