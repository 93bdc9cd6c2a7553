from datetime import date

import pytest
from django.test import Client

from cms.flows import publishing
from cms.models.pages import HomePage, SectionPage
from cms.models.policies import PolicyIndexPage, PolicyPage
from tests.factories.cms import make_notice, make_site
from tests.queries import cost


@pytest.fixture
def site(world) -> HomePage:
    return make_site()


@pytest.fixture
def client(world, login):
    return login(world.users["staff"])


def test_every_page_asks_for_a_log_in(site, db):
    for url in ("/", "/notices/", "/lessons/", "/hall/", "/policies/"):
        assert Client().get(url).url.startswith("/accounts/login/")


def test_home_shows_the_newest_notices_pinned_first(site, client):
    for day in range(1, 7):
        make_notice(f"通知 {day}", issued_on=date(2026, 1, day))
    make_notice("置顶", issued_on=date(2025, 1, 1), pinned=True)
    notices = [notice.title for notice in client.get("/").context["notices"]]
    assert notices == ["置顶", "通知 6", "通知 5", "通知 4", "通知 3"]


def test_the_notice_board_searches_and_pages(site, client):
    for number in range(21):
        make_notice(f"通知 {number}")
    make_notice("公示栏自查")
    assert len(client.get("/notices/").context["page_obj"]) == 20
    assert len(client.get("/notices/?page=2").context["page_obj"]) == 2
    found = client.get("/notices/?q=自查").context["page_obj"]
    assert [notice.title for notice in found] == ["公示栏自查"]
    assert "没有找到通知" in client.get("/notices/?q=无此词").content.decode()


def test_the_notice_board_costs_the_same_for_one_and_for_three(site, client):
    make_notice()
    cost(client, "/notices/")
    one = cost(client, "/notices/")
    make_notice()
    make_notice()
    assert cost(client, "/notices/") == one


def test_a_notice_shows_its_number_issuer_and_text(site, client):
    notice = make_notice(
        document_number="玉民〔2026〕1号", issued_by="市局", issued_on=date(2026, 4, 1)
    )
    text = client.get(notice.url).content.decode()
    for words in ("玉民〔2026〕1号", "市局", "2026年4月1日", "内容"):
        assert words in text


def test_policies_are_filtered_by_rank(site, client):
    index = publishing.section(PolicyIndexPage)
    for title, rank in (("民法典", "1law"), ("低保办法", "3rule")):
        page = PolicyPage(title=title, slug=title, rank=rank, issuing_body="某机关", purpose="用途")
        index.add_child(instance=page)

    def shown(query: str) -> list[str]:
        return [page.title for page in client.get(f"/policies/{query}").context["page_obj"]]

    assert shown("") == ["民法典", "低保办法"]
    assert shown("?rank=1law") == ["民法典"]
    assert shown("?rank=nonsense") == ["民法典", "低保办法"]
    assert "某机关" in client.get(PolicyPage.objects.first().url).content.decode()


def test_a_section_lists_the_sections_below_it(site, client):
    about = site.add_child(instance=SectionPage(title="关于平台", slug="about"))
    about.add_child(instance=SectionPage(title="大字版", slug="senior"))
    assert "大字版" in client.get("/about/").content.decode()


@pytest.fixture
def english(client):
    client.post("/i18n/setlang/", {"language": "en"})
    return client


def test_fixed_pages_have_english_titles(site, english):
    for url, title in (
        ("/", "Home"),
        ("/notices/", "Notices"),
        ("/policies/", "Policy library"),
        ("/hall/", "Lecture hall"),
        ("/lessons/", "Mini-lessons"),
    ):
        assert english.get(url).context["page"].title == title


def test_what_is_not_translated_is_served_in_chinese(site, english):
    notice = make_notice("只有中文")
    assert english.get(notice.url).context["page"].pk == notice.pk
    assert english.get("/nowhere/").status_code == 404
    listed = english.get("/notices/").context["page_obj"]
    assert [notice.title for notice in listed] == ["只有中文"]
    about = site.add_child(instance=SectionPage(title="关于平台", slug="about"))
    assert english.get("/about/").context["page"].pk == about.pk
