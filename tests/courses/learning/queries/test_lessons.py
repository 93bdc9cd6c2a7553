from datetime import date

import pytest

from courses.learning.queries.lessons import lessons_open_to, trained_this_year
from staff.models.member import Member
from tests.factories.cms import make_site
from tests.factories.learning import RIGHT, give, make_lesson

TODAY = date(2026, 11, 23)


@pytest.fixture
def learner(world):
    make_site()
    return world.members["staff"]


def test_open_are_current_lessons_that_apply_and_are_not_done(learner, world, at):
    done, later, soon = make_lesson("学过"), make_lesson("不急"), make_lesson("快过期")
    type(soon).objects.filter(pk=soon.pk).update(valid_until=TODAY)
    make_lesson("过期", valid_until=date(2026, 11, 22))
    make_lesson("别县", regions=[world.xinping.division])
    make_lesson("草稿").unpublish()
    give(learner, done, RIGHT, at=at)
    found = [lesson.title for lesson in lessons_open_to(learner, TODAY)]
    assert sorted(found) == sorted([later.title, soon.title])


def test_the_list_costs_one_query_however_long_it_is(learner, django_assert_num_queries):
    for _ in range(3):
        make_lesson()
    member = Member.objects.select_related("organisation__division__parent__parent").get(
        pk=learner.pk
    )
    with django_assert_num_queries(1):
        assert len(lessons_open_to(member, TODAY)) == 3


def test_trained_are_those_with_a_credential_of_this_calendar_year(learner, world, at):
    lesson = make_lesson()
    give(learner, lesson, RIGHT, at=at)
    give(world.members["stranger"], lesson, RIGHT, at=at.replace(year=2025))
    assert list(trained_this_year(Member.objects.all(), at)) == [learner]
