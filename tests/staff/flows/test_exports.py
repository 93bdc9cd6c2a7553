"""A list leaves the house within the policy, filled in by the units that may see it."""

import pytest
from django.http import Http404
from wagtail.models import ModelLogEntry

from staff.flows.exports import export_scoped
from staff.flows.registers import ROSTER
from staff.models.member import Member


def taken(world, at, user, **how):
    rows = Member.objects.select_related("organisation", "post")
    values = {"rows": rows, "action": "staff.list_members", "by": world.users[user], "at": at}
    return export_scoped(ROSTER, file_format="csv", **{**values, **how})


@pytest.mark.parametrize(("user", "count"), [("hr_city", 4), ("hr_county", 3), ("hr_township", 2)])
def test_whatever_rows_are_given_the_reach_ends_them(world, at, user, count):
    exported = taken(world, at, user)
    assert exported.rows == count
    entry = ModelLogEntry.objects.get(action="staff.export_roster")
    assert (entry.user, entry.data) == (world.users[user], {"rows": count})


def test_it_is_filled_in_by_the_tops_of_the_reach(world, at):
    note = taken(world, at, "hr_county").data.decode().splitlines()[1]
    assert world.eshan.name in note
    assert world.city.name not in note


def test_rows_that_are_no_query_are_taken_as_they_come(world, at):
    rows = list(Member.objects.filter(pk=world.members["staff"].pk))
    assert taken(world, at, "hr_township", rows=rows).rows == 1


@pytest.mark.parametrize("user", ["trainer", "staff", "admin_audit"])
def test_who_does_not_hold_the_action_takes_nothing(world, at, user):
    with pytest.raises(Http404):
        taken(world, at, user)
    assert not ModelLogEntry.objects.filter(action="staff.export_roster").exists()


def test_what_is_one_for_the_city_asks_for_the_whole_tree(world, at):
    assert taken(world, at, "hr_city", citywide=True).rows == 4
    with pytest.raises(Http404):
        taken(world, at, "hr_county", citywide=True)
