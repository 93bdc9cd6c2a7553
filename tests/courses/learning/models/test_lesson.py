from datetime import date

import pytest
from django.utils import translation

from bank.engine.keys import key_lines
from bank.templatetags.bank_tags import Use, item_answer
from courses.learning.models.lesson import MiniLessonIndexPage, MiniLessonPage
from courses.learning.models.teaching import division_codes
from tests.factories.cms import make_basis, make_site
from tests.factories.exams import right_answer
from tests.factories.learning import (
    RIGHT,
    WRONG,
    checked,
    give,
    make_check,
    make_lecture,
    make_lesson,
    make_topic,
)
from tests.queries import cost


@pytest.fixture
def site(world):
    return make_site()


def titles(response) -> list[str]:
    return [lesson.title for lesson in response.context["page_obj"]]


def test_the_index_lists_live_lessons_with_marks_of_completion(site, world, login, at):
    first, _second, draft = make_lesson("甲"), make_lesson("乙"), make_lesson("丙")
    draft.unpublish()
    member = world.members["staff"]
    give(member, first, RIGHT, at=at)
    client = login(world.users["staff"])
    marks = {item.title: item.is_done for item in client.get("/lessons/").context["page_obj"]}
    assert marks == {"甲": True, "乙": False}
    assert titles(client.get("/lessons/?state=open")) == ["乙"]
    assert titles(client.get("/lessons/?state=done")) == ["甲"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=救助", ["临时救助怎么办"]),
        ("?q=救助&state=open", ["临时救助怎么办"]),
        ("?q=救助&state=done", []),
        ("?q=没有这个词", []),
        ("?topic=x", ["入户调查", "临时救助怎么办"]),
        ("?page=99", ["入户调查", "临时救助怎么办"]),
    ],
)
def test_the_index_filters_and_survives_odd_queries(site, world, login, query, found):
    make_lesson("入户调查")
    make_lesson("临时救助怎么办")
    assert titles(login(world.users["staff"]).get(f"/lessons/{query}")) == found


def test_the_index_filters_by_topic(site, world, login):
    topic = make_topic("收入核算")
    make_lesson("入户调查")
    make_lesson("收入怎么算", topic=topic)
    client = login(world.users["staff"])
    assert titles(client.get(f"/lessons/?topic={topic.pk}")) == ["收入怎么算"]


def test_the_index_costs_the_same_for_one_and_for_three(site, world, login):
    client = login(world.users["staff"])
    make_lesson()
    cost(client, "/lessons/")  # content types and the session are read once
    one = cost(client, "/lessons/")
    make_lesson()
    make_lesson()
    assert cost(client, "/lessons/") == one


def page_of(client, lesson) -> str:
    return client.get(lesson.url).content.decode()


def test_a_lesson_shows_its_basis_with_version_check_date_and_doubt(site, world, login):
    checked = make_basis(article="第十一条")
    doubtful = make_basis("低保办法", article="第十六条", version="57号", status="unchecked")
    lesson = make_lesson(bases=[checked, doubtful], valid_until=date(2036, 1, 31))
    text = page_of(login(world.users["staff"]), lesson)
    for words in ("《社会救助暂行办法》第十一条", "2019年修订", "2026年3月2日", "2036年1月31日"):
        assert words in text
    assert "依据待核" in text
    assert lesson.unchecked_basis() == [doubtful]


def test_a_wrong_answer_shows_why_and_offers_another_try(site, world, login, at):
    lesson, client = make_lesson(), login(world.users["staff"])
    assert "必须当场签字" not in page_of(client, lesson)
    give(world.members["staff"], lesson, WRONG, at=at)
    text = page_of(client, lesson)
    assert "必须当场签字" in text
    assert f'name="item-{checked(lesson).pk}"' in text


def test_a_completed_lesson_offers_the_next_one_and_no_form(site, world, login, at):
    lesson, other = make_lesson(), make_lesson("下一课")
    member = world.members["staff"]
    give(member, lesson, RIGHT, at=at)
    text = page_of(login(world.users["staff"]), lesson)
    assert "+0.25 学时" in text
    assert 'href="/me/"' in text
    assert other.url in text
    assert f'name="item-{checked(lesson).pk}"' not in text


def test_people_outside_the_roster_see_a_preview_with_the_key(site, world, login):
    lesson = make_lesson()
    text = page_of(login(world.users["trainer"]), lesson)
    assert "必须当场签字" in text
    assert f'name="item-{checked(lesson).pk}"' not in text
    assert "不在人员名册" in text


def test_an_expired_lesson_says_so_and_takes_no_answer(site, world, login):
    lesson = make_lesson(valid_until=date(2020, 1, 1))
    text = page_of(login(world.users["staff"]), lesson)
    assert "已过有效期" in text
    assert f'name="item-{checked(lesson).pk}"' not in text


def test_english_readers_get_the_chinese_page_in_an_english_frame(site, world, login):
    lesson, client = make_lesson(), login(world.users["staff"])
    client.post("/i18n/setlang/", {"language": "en", "next": "/lessons/"})
    assert titles(client.get("/lessons/")) == ["入户调查"]
    text = page_of(client, lesson)
    assert "Check question" in text
    assert "两个人、五个动作" in text


def test_regions_narrow_to_the_members_own_divisions(site, world):
    everywhere = make_lesson("全市")
    eshan = make_lesson("峨山", regions=[world.eshan.division])
    make_lesson("新平", regions=[world.xinping.division])
    codes = division_codes(world.members["staff"])
    assert codes == ["530426001", "530426", "530400"]
    assert list(MiniLessonPage.objects.applying_in(codes).order_by("path")) == [everywhere, eshan]
    assert list(MiniLessonPage.objects.applying_in([])) == [everywhere]


def test_current_leaves_out_the_expired_the_unpublished_and_translations(site):
    lesson = make_lesson(valid_until=date(2026, 11, 23))
    make_lesson(live=True).unpublish()
    assert list(MiniLessonPage.objects.current(date(2026, 11, 23))) == [lesson]
    assert list(MiniLessonPage.objects.current(date(2026, 11, 24))) == []


def test_a_lecture_shows_programme_and_sessions(site, world, login):
    lecture = make_lecture(
        outline=[("step", {"title": "法定程序一张图", "length": "25 分钟", "text": "每步的时限"})]
    )
    client = login(world.users["staff"])
    for url in ("/hall/", "/hall/?level=city&q=社会救助", "/hall/?q=法定程序"):
        assert titles(client.get(url)) == [lecture.title]
    assert titles(client.get("/hall/?level=county")) == []
    assert "法定程序一张图" in page_of(client, lecture)


def test_only_lessons_belong_under_mini_lessons(site):
    assert MiniLessonIndexPage.allowed_subpage_models() == [MiniLessonPage]
    assert MiniLessonPage.allowed_subpage_models() == []
    with translation.override("zh-hans"):
        assert str(MiniLessonPage._meta.verbose_name) == "小课堂课程"


@pytest.mark.parametrize("kind", ["single", "multiple", "judgement", "blank"])
def test_a_lesson_asks_every_kind_by_its_one_template(site, world, login, kind):
    item = make_check(kind)
    text = page_of(login(world.users["staff"]), make_lesson(items=[item]))
    assert item_answer(item.asked, Use.LESSON, ref=item.pk) in text
    assert f'name="seen" value="{item.content_digest}"' in text
    assert item.rationale not in text


@pytest.mark.parametrize("kind", ["single", "multiple", "judgement", "blank"])
def test_an_answered_item_lies_open_with_its_key(site, world, login, at, kind):
    item = make_check(kind) if kind != "judgement" else make_check(key="正确")
    lesson = make_lesson(items=[item])
    give(world.members["staff"], lesson, *right_answer(kind), at=at)
    text = page_of(login(world.users["staff"]), lesson)
    shown = [line.text for line in key_lines(item.content)]
    right = [line.text for line in key_lines(item.content) if line.right]
    assert all(words in text for words in shown)
    assert text.count('class="is-right"') == len(right)
    assert item.rationale in text


def test_an_item_taken_out_of_the_bank_is_not_asked_but_announced(site, world, login):
    item = make_check()
    lesson = make_lesson(items=[item])
    item.unpublish()
    text = page_of(login(world.users["staff"]), lesson)
    assert "这道题正在修订" in text
    assert f'name="item-{item.pk}"' not in text


def test_a_lesson_costs_the_same_with_one_item_and_with_three(site, world, login):
    client = login(world.users["staff"])
    one = make_lesson(items=[make_check()])
    three = make_lesson(items=[make_check() for _ in range(3)])
    cost(client, one.url)
    assert cost(client, one.url) == cost(client, three.url)
