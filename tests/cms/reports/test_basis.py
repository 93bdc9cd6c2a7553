from datetime import date

import pytest

from staff.flows.groups import sync_groups
from tests.factories.cms import make_basis, make_site
from tests.factories.learning import make_lesson

URL = "/admin/reports/basis/"


@pytest.fixture
def reviewer(world, login, at):
    make_site()
    sync_groups(user=world.users["reviewer"], at=at)
    return login(world.users["reviewer"])


def titles(client, query: str = "") -> list[str]:
    return [row.title for row in client.get(URL + query).context["object_list"]]


def test_it_lists_what_cites_an_unchecked_or_retired_basis(reviewer):
    make_lesson("有疑问的", bases=[make_basis(status="unchecked")])
    make_lesson("旧法的", bases=[make_basis(retired_on=date(2026, 1, 1))])
    sound = make_basis("民法典", article="第九百二十二条")
    make_lesson("没问题的", bases=[sound])
    assert titles(reviewer) == ["旧法的", "有疑问的"]
    assert titles(reviewer, "?q=民法典") == ["没问题的"]
    assert titles(reviewer, "?q=没有") == []


def test_it_exports_and_answers_results_only(reviewer):
    make_lesson("有疑问的", bases=[make_basis(status="unchecked")])
    response = reviewer.get(f"{URL}?export=csv")
    assert "有疑问的" in response.content.decode()
    assert reviewer.get(f"{URL}results/").status_code == 200


def test_it_is_closed_to_others(reviewer, world, login, at):
    sync_groups(user=world.users["hr_city"], at=at)
    assert login(world.users["hr_city"]).get(URL).status_code != 200


def test_the_list_of_bases_searches_chinese_and_exports(reviewer):
    make_basis(article="第十一条")
    make_basis("民法典", article="第三十五条")
    page = reviewer.get("/admin/snippets/cms/legalbasis/?status=checked&q=民法").content.decode()
    assert "第三十五条" in page
    assert "第十一条" not in page
    assert reviewer.get("/admin/snippets/cms/legalbasis/?export=xlsx").status_code == 200
