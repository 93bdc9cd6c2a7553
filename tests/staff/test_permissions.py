import pytest

from staff.models import Member
from staff.permissions import POLICY


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        ("hr_city", {"staff", "coordinator", "neighbour", "stranger"}),
        ("hr_county", {"staff", "coordinator", "neighbour"}),
        ("hr_township", {"staff", "coordinator"}),
        ("staff", {"staff"}),
        ("trainer", set()),
        ("admin_audit", set()),
    ],
)
def test_view_member_follows_the_subtree_and_the_own_person(world, user, seen):
    found = POLICY.scope(world.users[user], "staff.view_member", Member.objects.all())
    assert {member.user.username for member in found} == seen


def test_may_and_scope_agree_on_every_pair(world):
    for user in world.users.values():
        visible = set(POLICY.scope(user, "staff.view_member", Member.objects.all()))
        for member in Member.objects.all():
            assert POLICY.may(user, "staff.view_member", member) == (member in visible)


def test_unknown_action_is_an_error_not_an_open_door(world):
    with pytest.raises(KeyError):
        POLICY.scope(world.users["hr_city"], "staff.no_such_action", Member.objects.all())
