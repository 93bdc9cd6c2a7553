"""What lessons and lectures have in common: how long they hold, and where."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.teaching import division_codes
from tests.factories.cms import make_site
from tests.factories.learning import make_lesson
from tests.factories.staff import make_division

DAY = date(2026, 11, 23)


@pytest.fixture
def site(world):
    return make_site()


def titles(rows) -> set[str]:
    return {row.title for row in rows}


def test_what_has_run_out_is_no_longer_current(site):
    for title, until in (
        ("总是", None),
        ("当天", DAY),
        ("明天", DAY + timedelta(days=1)),
        ("昨天", DAY - timedelta(days=1)),
    ):
        lesson = make_lesson(title, valid_until=until)
        assert lesson.is_current(DAY) is (title != "昨天")
    assert titles(MiniLessonPage.objects.current(DAY)) == {"总是", "当天", "明天"}


def test_a_draft_is_not_current(site):
    lesson = make_lesson("草稿")
    lesson.unpublish()
    assert titles(MiniLessonPage.objects.current(DAY)) == set()
    assert MiniLessonPage.objects.get(pk=lesson.pk).is_current(DAY) is False


def test_a_translation_is_not_counted_beside_its_original(site):
    lesson = make_lesson("原文")
    english, _made = Locale.objects.get_or_create(language_code="en")
    copy = lesson.copy_for_translation(english, copy_parents=True)
    copy.title = "Translation"
    copy.save_revision().publish()
    assert titles(MiniLessonPage.objects.current(DAY)) == {"原文"}


@pytest.fixture
def divisions(db):
    city = make_division("T1", "玉溪市", "city")
    county = make_division("T2", "峨山县", "county", city)
    return city, county, make_division("T3", "新平县", "county", city)


def test_a_lesson_for_some_places_is_not_offered_elsewhere(site, divisions):
    city, county, other = divisions
    make_lesson("全市")
    make_lesson("峨山", regions=[county])
    make_lesson("两县", regions=[county, other])
    offered = MiniLessonPage.objects.applying_in
    assert titles(offered([county.pk, city.pk])) == {"全市", "峨山", "两县"}
    assert titles(offered([other.pk])) == {"全市", "两县"}
    assert titles(offered([])) == {"全市"}
    assert offered([county.pk, other.pk]).count() == 3  # once, however many of its places fit


def test_a_member_stands_in_every_division_above(world, divisions):
    city, county, _other = divisions
    member = world.members["staff"]
    member.organisation.division = county
    assert division_codes(member) == [county.pk, city.pk]
    assert division_codes(None) == []


def test_credit_hours_are_a_quarter_unless_said_and_never_less_than_none(site):
    assert MiniLessonPage().credit_hours == Decimal("0.25")
    field = MiniLessonPage._meta.get_field("credit_hours")
    assert field.clean(Decimal(0), None) == 0
    with pytest.raises(ValidationError):
        field.clean(Decimal("-0.25"), None)
