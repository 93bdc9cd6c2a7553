"""The policy library: laws before documents, the newest first, and one kind at a time."""

from datetime import date
from itertools import count

import pytest
from django.test import RequestFactory

from cms.flows import publishing
from cms.models.policies import PolicyIndexPage, PolicyPage
from tests.factories.cms import make_site

Rank = PolicyPage.Rank
_numbers = count(1)


@pytest.fixture
def library(world) -> PolicyIndexPage:
    make_site()
    return publishing.section(PolicyIndexPage)


def shelve(library, title: str, rank: str, effective_on=None, **values) -> PolicyPage:
    page = PolicyPage(
        title=title,
        slug=f"policy-{next(_numbers)}",
        rank=rank,
        effective_on=effective_on,
        issuing_body="民政部",
        purpose="办理依据",
        **values,
    )
    library.add_child(instance=page)
    return page


@pytest.fixture
def shelf(library) -> PolicyIndexPage:
    shelve(library, "地方", Rank.LOCAL, date(2026, 1, 1))
    shelve(library, "旧规", Rank.RULE, date(2019, 1, 1))
    shelve(library, "新规乙", Rank.RULE, date(2026, 1, 1))
    shelve(library, "新规甲", Rank.RULE, date(2026, 1, 1))
    shelve(library, "法律", Rank.LAW, date(2014, 1, 1))
    shelve(library, "草稿", Rank.LAW, live=False)
    return library


def listed(library, query: str = "") -> list[str]:
    return [page.title for page in library.listed(RequestFactory().get(f"/{query}"))]


def test_laws_come_before_documents_and_the_newest_first(shelf):
    found = listed(shelf)
    assert (found[0], found[-2:]) == ("法律", ["旧规", "地方"])
    assert set(found[1:3]) == {"新规甲", "新规乙"}
    assert found[1:3] == sorted(found[1:3])


def test_one_kind_can_be_asked_for_and_nonsense_asks_for_all(shelf):
    assert listed(shelf, f"?rank={Rank.LAW}") == ["法律"]
    assert listed(shelf, "?rank=2regulation") == []
    assert listed(shelf, "?rank=nothing") == listed(shelf)


def test_the_page_offers_the_kinds_and_says_which_was_asked_for(shelf, world, login):
    context = login(world.users["staff"]).get(f"{shelf.url}?rank={Rank.RULE}").context
    assert context["ranks"] == Rank.choices
    assert context["rank"] == Rank.RULE
    assert {page.title for page in context["page_obj"]} == {"旧规", "新规甲", "新规乙"}


def test_a_document_is_a_ministerial_one_unless_said_otherwise(world):
    assert PolicyPage().rank == Rank.RULE
