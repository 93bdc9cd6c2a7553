from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.management import call_command

from staff.flows.groups import GROUP_NAMES, sync_all_groups, sync_groups
from staff.tasks import sync_roles
from tests.factories.staff import FAR_AHEAD, make_grant, make_user


def groups_of(user):
    return set(user.groups.values_list("name", flat=True))


def test_membership_follows_the_grants_and_leaves_other_groups_alone(world, at):
    user = world.users["staff"]
    user.groups.add(Group.objects.create(name="choir"), Group.objects.create(name="marker"))
    make_grant(user, "hr", world.eshan)
    make_grant(user, "trainer", world.eshan)
    assert sync_groups(user=user, at=at)
    assert groups_of(user) == {"choir", "hr", "trainer"}
    assert not sync_groups(user=user, at=at)


def test_everybody_is_brought_into_line_by_the_clock_alone(world, at):
    user = make_user("guest")
    make_grant(user, "hr", world.eshan, starts_at=at, ends_at=at + timedelta(hours=1))
    assert sync_all_groups(at=at) == 12
    assert groups_of(user) == {"hr"}
    assert sync_all_groups(at=at) == 0
    assert sync_all_groups(at=at + timedelta(hours=1)) == 1
    assert groups_of(user) == set()


def test_the_task_runs_it(world):
    assert sync_roles() == 11
    assert groups_of(world.users["inspector"]) == {"inspector"}
    assert world.users["inspector"].role_grants.get().ends_at == FAR_AHEAD


def test_setup_site_makes_the_groups_and_runs_twice_alike(db):
    call_command("setup_site")
    first = {group.name: set(group.permissions.all()) for group in Group.objects.all()}
    call_command("setup_site")
    second = {group.name: set(group.permissions.all()) for group in Group.objects.all()}
    assert set(first) >= GROUP_NAMES
    assert first == second
    entered = Group.objects.filter(permissions__codename="access_admin", name__in=GROUP_NAMES)
    assert set(entered.values_list("name", flat=True)) == GROUP_NAMES - {"marker"}
