"""The lecture hall: which lectures it lists, and which sessions are coming."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from cms.flows import publishing
from courses.learning.models.lecture import LectureHallPage, LecturePage, LectureSession
from tests.factories.cms import make_site
from tests.factories.learning import make_lecture

Level = LecturePage.Level


@pytest.fixture
def hall(world) -> LectureHallPage:
    make_site()
    return publishing.section(LectureHallPage)


def listed(hall, query: str = "") -> list[str]:
    return [page.title for page in hall.listed(RequestFactory().get(f"/{query}"))]


def test_the_latest_published_comes_first_and_drafts_stay_out(hall):
    at = timezone.now()
    for days, title in ((3, "旧"), (1, "新"), (2, "中")):
        make_lecture(title, first_published_at=at - timedelta(days=days))
    make_lecture("草稿", live=False)
    assert listed(hall) == ["新", "中", "旧"]


def test_one_level_can_be_asked_for_and_nonsense_asks_for_all(hall):
    make_lecture("市级", level=Level.CITY)
    make_lecture("县级", level=Level.COUNTY)
    assert listed(hall, "?level=county") == ["县级"]
    assert listed(hall, "?level=city") == ["市级"]
    assert set(listed(hall, "?level=moon")) == {"市级", "县级"}


def test_listing_costs_the_same_with_topics(hall, django_assert_num_queries):
    for title in ("一", "二", "三"):
        make_lecture(title)
    with django_assert_num_queries(1):
        assert [str(page.topic) for page in LecturePage.objects.listed()]


def session(lecture, starts_at, place="市局") -> LectureSession:
    return LectureSession.objects.create(page=lecture, starts_at=starts_at, place=place)


def coming(hall, client) -> list[str]:
    return [row.place for row in client.get(hall.url).context["coming"]]


def test_the_next_five_sessions_stand_there_the_soonest_first(hall, world, login, time_machine_at):
    at, lecture = timezone.now(), make_lecture()
    for hours in (6, 2, 4, 1, 5, 3):
        session(lecture, at + timedelta(hours=hours), f"{hours}")
    session(lecture, at - timedelta(seconds=1), "过去")
    assert coming(hall, login(world.users["staff"])) == ["1", "2", "3", "4", "5"]


def test_a_session_that_starts_now_is_coming_and_one_of_a_draft_is_not(
    hall, world, login, time_machine_at
):
    at = timezone.now()
    session(make_lecture(), at, "此刻")
    session(make_lecture("草稿", live=False), at, "草稿")
    assert coming(hall, login(world.users["staff"])) == ["此刻"]


def test_the_hall_says_which_level_was_asked_for(hall, world, login):
    context = login(world.users["staff"]).get(f"{hall.url}?level=city").context
    assert (context["level"], context["levels"]) == ("city", Level.choices)


def test_a_lecture_says_whether_it_still_holds(hall, world, login, time_machine_at):
    today = timezone.localdate()
    client = login(world.users["staff"])
    for until, holds in ((None, True), (today, True), (today - timedelta(days=1), False)):
        lecture = make_lecture(valid_until=until)
        assert client.get(lecture.url).context["is_current"] is holds


def test_defaults_and_names(hall, at):
    lecture = make_lecture("依法救助")
    assert (lecture.level, lecture.form) == ("city", "hall")
    assert str(session(lecture, at)) == "依法救助 · 2026-11-23"
