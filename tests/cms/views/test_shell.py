"""What stands around every page: view, language, navigation, footer, and the pages for trouble."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import set_urlconf

from cms import context
from cms.views import errors
from staff.flows.groups import sync_groups
from tests.factories.staff import make_grant, make_user

pytestmark = pytest.mark.django_db
ZH = {"headers": {"accept-language": "zh-hans"}}


def test_the_senior_view_is_kept_on_the_account(login):
    user = make_user("YX00001")
    client = login(user)
    assert 'data-view="plain"' in client.get("/feedback/").text
    answer = client.post("/senior-view/", {"senior": "1", "next": "/feedback/"})
    assert answer.headers["Location"] == "/feedback/"
    user.refresh_from_db()
    assert user.senior_view is True
    assert 'data-view="senior"' in login(user).get("/feedback/").text
    client.post("/senior-view/", {"senior": "0"})
    user.refresh_from_db()
    assert user.senior_view is False


def test_before_log_in_the_senior_view_is_a_cookie():
    client = Client(**ZH)
    client.post("/senior-view/", {"senior": "1"})
    assert 'data-view="senior"' in client.get("/accounts/login/").text
    client.post("/senior-view/", {"senior": "0"})
    assert 'data-view="plain"' in client.get("/accounts/login/").text


@pytest.mark.parametrize(
    "foreign", ["https://example.org/", "//example.org", "javascript:alert(1)"]
)
def test_the_way_back_never_leads_outside(foreign):
    answer = Client().post("/senior-view/", {"senior": "1", "next": foreign})
    assert answer.headers["Location"] == "/"


def test_the_senior_view_is_only_switched_by_post():
    assert Client().get("/senior-view/").status_code == 405


def test_the_language_switch_is_open_before_log_in():
    client = Client(**ZH)
    client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})
    page = client.get("/accounts/login/").text
    assert '<html lang="en"' in page
    assert "Log in" in page


def test_the_page_speaks_chinese_first():
    assert '<html lang="zh-CN"' in Client().get("/accounts/login/").text


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/exams/3/", "/exams/"),
        ("/exams/review/1/", "/exams/review/"),
        ("/", "/"),
        ("/elsewhere/", ""),
    ],
)
def test_the_navigation_marks_the_nearest_area(path, here):
    assert context._here(path, ["/", "/exams/", "/exams/review/"]) == here


@pytest.mark.parametrize(("count", "senior", "size"), [(5, False, 5), (6, False, 4), (5, True, 3)])
def test_what_does_not_fit_the_phone_stands_behind_more(monkeypatch, count, senior, size):
    monkeypatch.setattr(
        context, "_areas", lambda request: [context.Area("x", "/x/", "home")] * count
    )
    monkeypatch.setattr(context, "_senior", lambda request: senior)
    assert context.shell(RequestFactory().get("/"))["bar_size"] == size


@pytest.mark.parametrize(
    ("label", "count", "size"),
    [("四个汉字", 9, 9), ("四个汉字", 10, 9), ("Custody agreements", 6, 4)],
)
def test_what_does_not_fit_one_row_stands_behind_more(monkeypatch, label, count, size):
    areas = [context.Area(label, f"/{n}/", "home") for n in range(count)]
    monkeypatch.setattr(context, "_areas", lambda request: areas)
    monkeypatch.setattr(context, "_senior", lambda request: False)
    shell = context.shell(RequestFactory().get(f"/{count - 1}/"))
    assert shell["row_size"] == size
    assert shell["here_is_behind"] == (size < count)


def test_a_missing_page_says_what_to_do(login):
    answer = login(make_user("YX00001")).get("/no-such-page/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
    assert answer.headers["Content-Language"] == "zh-hans"


def test_a_lost_token_says_that_nothing_was_saved():
    client = Client(enforce_csrf_checks=True, **ZH)
    answer = client.post("/feedback/", {"kind": "complaint", "text": "x"})
    assert answer.status_code == 403
    assert "刚才提交的内容没有保存" in answer.text


def test_a_refusal_says_whom_to_ask(login, rf):
    request = rf.get("/")
    request.user = make_user("YX00001")
    answer = errors.forbidden(request, PermissionDenied())
    assert answer.status_code == 403
    assert "权限管理员" in answer.content.decode()


def test_the_page_for_our_own_faults_needs_no_database(django_assert_num_queries, rf):
    with django_assert_num_queries(0):
        answer = errors.broken(rf.get("/"))
    assert answer.status_code == 500
    assert "故障已自动记录" in answer.content.decode()


def test_too_many_tries_says_how_long_to_wait(rf):
    request = rf.get("/")
    request.user = make_user("YX00001")
    answer = errors.too_many(request)
    assert answer.status_code == 429
    assert "15 分钟" in answer.content.decode()


def test_the_styleguide_shows_every_icon_of_the_set():
    from cms.views.styleguide import ICONS

    set_urlconf(None)
    page = Client(**ZH).get("/styleguide/").text
    assert [name for name in ICONS if f"#{name}" not in page] == []


class TestWayToTheEditingArea:
    @pytest.fixture
    def groups(self, db):
        call_command("setup_site")

    def test_stands_in_the_menu_of_who_holds_a_role(self, groups, world, login, at):
        keeper = make_user("zhanghao")
        make_grant(keeper, "accounts_admin", world.city)
        sync_groups(user=keeper, at=at)
        assert 'href="/admin/"' in login(keeper).get("/feedback/").text

    def test_is_not_even_asked_about_for_a_caseworker(self, groups, world, login):
        client = login(world.users["staff"])
        with CaptureQueriesContext(connection) as caught:
            assert 'href="/admin/"' not in client.get("/feedback/").text
        assert [q["sql"] for q in caught if "auth_permission" in q["sql"]] == []
