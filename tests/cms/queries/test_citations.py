"""Who cites a basis: every kind of content, drafts too, in one question each."""

import pytest
from django.urls import reverse

from cms.lends import CITATIONS
from cms.models.basis import LegalBasis
from cms.queries.citations import cited_by_pages, rows_citing
from courses.learning.models.lesson import MiniLessonPage
from tests.factories.cms import make_basis, make_site
from tests.factories.learning import make_lesson


@pytest.fixture
def first(world) -> LegalBasis:
    make_site()
    return make_basis("甲法", article="第一条", version="2019年")


@pytest.fixture
def second(first) -> LegalBasis:
    return make_basis("乙法", article="第二条", version="2020年")


find = cited_by_pages(MiniLessonPage)


def all_of(*bases):
    return LegalBasis.objects.filter(pk__in=[basis.pk for basis in bases])


def test_each_link_of_a_page_is_one_line_by_title_then_basis(first, second):
    later = make_lesson("入户", bases=[second, first])
    earlier = make_lesson("公示", bases=[second])
    links = [(cited.title, cited.basis_id) for cited in find(all_of(first, second))]
    assert links == sorted(links)
    assert set(links) == {("入户", first.pk), ("入户", second.pk), ("公示", second.pk)}
    urls = {cited.title: cited.url for cited in find(all_of(second))}
    edit = "wagtailadmin_pages:edit"
    assert urls == {
        "入户": reverse(edit, args=[later.pk]),
        "公示": reverse(edit, args=[earlier.pk]),
    }


def test_only_the_asked_bases_are_looked_for(first, second):
    make_lesson("入户", bases=[first])
    assert list(find(all_of(second))) == []


def test_a_draft_cites_as_well_and_says_so(first):
    make_lesson("在线", bases=[first])
    make_lesson("草稿", bases=[first]).unpublish()
    assert {cited.title: cited.live for cited in find(all_of(first))} == {
        "在线": True,
        "草稿": False,
    }


def test_the_report_joins_what_each_app_lends(first, second):
    lesson = make_lesson("入户", bases=[first])
    rows = [row for row in rows_citing(all_of(first, second)) if row.title == "入户"]
    assert len(rows) == 1
    (row,) = rows
    assert row.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert (row.live, row.basis) == (True, "《甲法》第一条（2019年）")
    assert (row.status, row.retired_on) == (str(first.get_status_display()), None)
    assert row.kind


def test_nothing_cites_nothing(first):
    assert rows_citing(all_of(first)) == []


def test_it_costs_the_same_for_one_link_and_for_three(first, second, django_assert_num_queries):
    make_lesson("一", bases=[first])
    questions = 1 + sum(len(lent()) for lent in CITATIONS)
    for _more in range(2):
        with django_assert_num_queries(questions):
            rows_citing(all_of(first, second))
        make_lesson("多", bases=[first, second])
