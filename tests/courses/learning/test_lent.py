from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import RequestFactory

from cms.lends import collect_cards, collect_figures
from cms.models.basis import LegalBasis
from cms.queries.citations import rows_citing
from courses.learning.lent import areas
from staff.flows.standing import revoke_credential
from staff.models.member import Member
from staff.models.standing import Credential
from staff.queries.people import credit_hours
from tests.factories.cms import make_basis, make_site
from tests.factories.learning import RIGHT, give, make_lesson


@pytest.fixture
def site(world):
    return make_site()


def cards(user, at) -> list[str]:
    request = RequestFactory().get("/")
    request.user = user
    return [card.title for card in collect_cards(request, at) if card.kind == "lesson"]


def complete(member, lesson, at) -> None:
    give(member, lesson, RIGHT, at=at)


def coverage():
    return next(figure for figure in collect_figures() if figure.code == "coverage")


def test_the_desk_offers_the_next_three_open_lessons(site, world, at):
    lessons = [make_lesson(f"课 {number}") for number in range(5)]
    complete(world.members["staff"], lessons[0], at)
    assert cards(world.users["staff"], at) == ["课 1", "课 2", "课 3"]
    assert cards(world.users["trainer"], at) == []


def test_lessons_about_to_lapse_come_first(site, world, at):
    make_lesson("不急")
    make_lesson("快过期", valid_until=datetime(2026, 12, 1, tzinfo=UTC).date())
    make_lesson("别处的", regions=[world.xinping.division])
    assert cards(world.users["staff"], at) == ["不急", "快过期"]


def test_coverage_counts_people_with_a_training_of_this_year(site, world, at):
    lesson = make_lesson()
    complete(world.members["staff"], lesson, at)
    complete(world.members["stranger"], lesson, at.replace(year=2025))
    complete(world.members["neighbour"], lesson, at)
    revoke_credential(
        credential=Credential.objects.get(member=world.members["neighbour"]), reason="误记", at=at
    )
    left = world.members["coordinator"]
    Member.objects.filter(pk=left.pk).update(status="left", left_on=at.date())
    figure = coverage()
    due = figure.due(Member.objects.all(), at)
    assert {member.name for member in due} == {"王㛃", "多·吉", "赵铁"}
    assert [member.name for member in figure.done(due, at)] == ["王㛃"]


def test_the_training_year_is_the_calendar_year_of_yuxi(site, world, at):
    new_year = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)  # 00:00 of 1 January in Yuxi
    complete(world.members["staff"], make_lesson(), new_year)
    assert coverage().done(Member.objects.all(), at).count() == 1
    assert credit_hours(world.members["staff"], 2026, at) == Decimal("0.25")
    assert credit_hours(world.members["staff"], 2025, at) == 0


def test_everybody_finds_lessons_hall_and_own_learning_in_the_menu(rf):
    assert [area.url for area in areas(rf.get("/"))] == ["/lessons/", "/hall/", "/courses/"]


def test_lessons_and_lectures_answer_who_cites_a_basis(site, world, at):
    basis = make_basis(status="unchecked")
    make_lesson("甲", bases=[basis])
    make_lesson("乙", bases=[make_basis()])
    rows = rows_citing(LegalBasis.objects.unchecked())
    assert [(row.title, row.live) for row in rows] == [("甲", True)]
