"""Lists of people and of their doings leave the house within the policy, and no further."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from cms.flows.exports import Exported, export
from cms.lib.tables.registers import Register
from cms.models.jobs import Job
from staff.models.user import User
from staff.permissions import POLICY


def export_scoped(
    register: Register,
    *,
    rows: Iterable[Any],
    action: str,
    by: User,
    at: datetime,
    citywide: bool = False,
    **how: Any,
) -> Exported:
    """`rows` as far as `by` has `action` on them, filled in by the units where `by` has it.

    A queryset is narrowed here; anything else must come from a query that has done so. What is
    one for the whole city (`citywide`) has no place to narrow by: it asks for `action` over the
    whole tree. Raises Http404 for who does not hold `action`.
    """
    tops = POLICY.tops(by, action)
    if not tops or (citywide and not POLICY.holds_citywide(by, action)):
        raise Http404
    if isinstance(rows, QuerySet) and not citywide:
        rows = POLICY.scope(by, action, rows)
    filled_by = "、".join(top.name for top in tops)
    how.setdefault("about", tops[0])
    return export(register, rows=rows, filled_by=filled_by, by=by, at=at, **how)


def keep_reach(job: Job, action: str) -> None:
    """Note on a job by which right, and over which places, its result is made."""
    tops = POLICY.tops(job.requested_by, action) if job.requested_by else []
    reach = {action: [top.path for top in tops]}
    Job.objects.filter(pk=job.pk).update(reach=reach)


def still_reaches(user: User, job: Job) -> bool:
    """Whether `user` has today all of the reach by which the result of `job` was made."""
    for action, paths in job.reach.items():
        tops = [top.path for top in POLICY.tops(user, action)]
        if not paths or not all(path.startswith(tuple(tops)) for path in paths):
            return False
    return True
