from html import escape

import pytest
from wagtail.models import Page

from cms.models.notices import NoticePage
from cms.search import pairs
from tests.factories.cms import make_notice, make_site


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("社会救助", "社会 会救 救助"),
        ("救", "救"),
        ("2026年救助abc", "2026 年救 救助 abc"),
        ("𬭎㛃", "𬭎㛃"),
        ("plain words", "plain words"),
        ("", ""),
    ],
)
def test_pairs_of_neighbouring_characters(text, indexed):
    assert pairs(text).split() == indexed.split()


def test_the_index_keeps_single_characters_too():
    assert pairs("救助", singles=True).split() == ["救助", "救", "助"]


@pytest.fixture
def site(world):
    return make_site()


@pytest.fixture
def notice(site) -> NoticePage:
    make_notice("食堂停水", "与培训无关")
    return make_notice("社会救助政策讲座", "公示七天，监督电话 12345；第六十一条、王㛃、LegalBasis")


@pytest.mark.parametrize(
    "words",
    [
        "社会救助",
        "救助",
        "救",
        "公示",
        "12345",
        "救助 公示",
        "第六十一条",
        "王㛃",
        "legalbasis",
        "政策讲座 公示",
    ],
)
def test_words_are_found_wherever_they_stand(notice, words):
    assert [page.pk for page in NoticePage.objects.search(words)] == [notice.pk]


@pytest.mark.parametrize("words", ["救公", "助社", "不存在", "救助 停水"])
def test_words_that_do_not_stand_together_are_not_found(notice, words):
    assert list(NoticePage.objects.search(words)) == []


@pytest.mark.parametrize("words", ['"', "救助*", "救 OR", "NEAR(救)", "a:b", "(", "'", "%", "-救"])
def test_odd_characters_never_break_the_search(notice, words, world, login):
    client = login(world.users["staff"])
    page = client.get("/search/", {"q": words})
    assert page.status_code == 200
    assert f'value="{escape(words)}"' in page.text


@pytest.mark.parametrize("words", ["救助", "讲座"])
def test_the_editors_search_box_finds_them_too(notice, words):
    assert notice.pk in [page.pk for page in Page.objects.autocomplete(words)]


def found(client, **query) -> list[str]:
    return [page.title for page in client.get("/search/", query).context["page"]]


def test_the_search_page_shows_live_pages_in_either_language(notice, world, login):
    client = login(world.users["staff"])
    assert found(client, q="救助") == ["社会救助政策讲座"]
    client.post("/i18n/setlang/", {"language": "en"})
    assert found(client, q="救助") == ["社会救助政策讲座"]
    notice.unpublish()
    assert found(client, q="救助") == []
    assert found(client, q="") == []


def test_the_search_page_leaves_out_what_is_private(notice, world, login):
    notice.view_restrictions.create(restriction_type="groups")
    assert found(login(world.users["staff"]), q="救助") == []


def test_a_nul_character_is_refused_before_it_reaches_the_database(world, login):
    client = login(world.users["staff"])
    assert client.get("/search/", {"q": "救\u0000助"}).status_code == 400
