from datetime import timedelta

import pytest

from exams.queries.audience import RESIT_GROUPS, audience_of, resit_groups
from staff.flows.standing import grant_credential
from staff.models.member import Member
from tests.factories.staff import make_post

LESSON = "lesson:1"


def earn(member, at, **values):
    fact = {"kind": "training", "code": LESSON, "title": "课", "source": "课:1"}
    return grant_credential(member=member, **fact, earned_at=at, **values)


def names(rows):
    return set(rows.values_list("name", flat=True))


def test_without_conditions_everybody_in_post_is_called(world, sitting, at):
    audience = audience_of(sitting, at)
    assert names(audience.called) == {"王㛃", "李𬭎", "多·吉", "赵铁"}
    assert not audience.other_post.exists()
    assert not audience.no_credential.exists()


def test_only_the_organisation_and_below_and_no_leavers(world, sitting, at):
    sitting.audience = world.eshan
    Member.objects.filter(name="多·吉").update(status="left", left_on=at.date())
    assert names(audience_of(sitting, at).called) == {"王㛃", "李𬭎"}


def test_posts_and_credential_divide_everybody(world, sitting, at):
    Member.objects.filter(name="赵铁").update(post=make_post("其他"))
    sitting.posts.add(world.members["staff"].post)
    sitting.credential = LESSON
    earn(world.members["staff"], at)
    audience = audience_of(sitting, at)
    assert names(audience.called) == {"王㛃"}
    assert names(audience.other_post) == {"赵铁"}
    assert names(audience.no_credential) == {"李𬭎", "多·吉"}


@pytest.mark.parametrize(("days", "called"), [(1, {"王㛃"}), (-1, set())])
def test_a_credential_counts_while_it_stands(world, sitting, at, days, called):
    sitting.credential = LESSON
    earn(world.members["staff"], at - timedelta(days=9), expires_at=at + timedelta(days=days))
    assert names(audience_of(sitting, at).called) == called


def test_resit_groups_are_those_who_failed_missed_or_deferred(enrolled, sitting, at):
    (never,) = enrolled(1)
    groups = resit_groups(sitting, at + timedelta(hours=3))
    assert tuple(groups) == RESIT_GROUPS
    assert {code: [row.member for row in rows] for code, rows in groups.items()} == {
        "failed": [],
        "absent": [never],
        "deferred": [],
    }
