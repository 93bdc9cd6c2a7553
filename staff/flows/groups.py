"""Keep Wagtail's groups equal to the live role grants."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from cms.flows.publishing import permit
from staff.engine.roles import Role
from staff.models.roles import RoleGrant
from staff.models.user import User

GROUP_NAMES = frozenset(role.value for role in Role)
# Markers and staff work on our own pages; everybody else's tools stand in the admin.
ADMIN_ROLES = sorted(GROUP_NAMES - {Role.MARKER.value})


def make_groups() -> dict[str, Group]:
    """One group per role, named by the role's stored value; made when missing."""
    return {name: Group.objects.get_or_create(name=name)[0] for name in sorted(GROUP_NAMES)}


def set_up() -> None:
    """The role groups, and entry to the admin for those who work there; safe to run again."""
    groups = make_groups()
    for name in ADMIN_ROLES:
        permit(groups[name], "wagtailadmin.access_admin")


@transaction.atomic
def sync_groups(*, user: User, at: datetime) -> bool:
    """Make the user's membership of role groups equal to the grants live at `at`.

    Other groups are left alone. Returns whether anything changed.
    """
    wanted = set(RoleGrant.objects.live(at).filter(user=user).values_list("role", flat=True))
    held = set(user.groups.filter(name__in=GROUP_NAMES).values_list("name", flat=True))
    if wanted == held:
        return False
    groups = make_groups()
    user.groups.remove(*(groups[name] for name in held - wanted))
    user.groups.add(*(groups[name] for name in wanted - held))
    return True


def sync_all_groups(*, at: datetime) -> int:
    """Bring every account into line whose groups and grants differ; returns how many changed.

    Grants begin and expire by the clock alone, so this runs every ten minutes.
    """
    return sum(sync_groups(user=user, at=at) for user in _out_of_line(at))


def _out_of_line(at: datetime) -> Iterable[User]:
    wanted = set(RoleGrant.objects.live(at).values_list("user_id", "role"))
    held = set(
        Group.objects.filter(name__in=GROUP_NAMES, user__isnull=False).values_list("user", "name")
    )
    return User.objects.filter(pk__in={user_id for user_id, _ in wanted ^ held})
