"""One page for one act: it asks, refuses beside the field, does it once, and says so."""

import re

import pytest
from django import forms
from django.test import Client
from django.urls import path

from cms.lib.acts import ADMIN_PAGE, Act, NoForm, act_page, act_view, sent
from cms.lib.errors import DomainError, MovedOn, ReasonMissing
from cms.lib.forms import ReasonForm
from cms.urls import urlpatterns as site_urls

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
BACK = "/feedback/"


class TooMany(DomainError):
    code = "too_many"
    message = "Not so many."


class CountForm(ReasonForm):
    count = forms.IntegerField(label="Count")
    file = forms.FileField(required=False)
    field_order = ("count", "file", "reason")


DONE: list[dict] = []


def take(*, count: int, reason: str, by, at, file=None, **what) -> int:
    if count > 9:
        raise TooMany
    if count == 7:
        raise MovedOn
    if count == 6:
        raise ReasonMissing
    DONE.append({"count": count, "reason": reason, "by": by, "at": at, **what})
    return count


ACT = Act(
    "Take some",
    take,
    form=CountForm,
    text="They are gone afterwards.",
    button="Take them",
    done=lambda count: f"{count} taken.",
    serious=True,
    fields={"too_many": "count"},
)


@act_view
def asked(request):
    return act_page(
        request, ACT, {"basket": "b1"}, back=BACK, heading="Take some from b1", lead="A basket"
    )


@act_view
def onward(request):
    return act_page(request, ACT, {}, back=BACK, onward=lambda count: f"/search/?q={count}")


@act_view
def bare(request):
    act = Act("Go", lambda by, at: DONE.append({"by": by}), form=NoForm)
    return act_page(request, act, {}, back=BACK)


@act_view
def admin(request):
    act = Act("Take in the admin", take, form=CountForm, icon="key", template=ADMIN_PAGE)
    return act_page(request, act, {}, back=BACK)


@act_view
def once(request):
    act = Act("Look", lambda reason, by, at: {"title": reason}, shown="components/stat.html")
    return act_page(request, act, {}, back=BACK)


@act_view
def own_form(request):
    return act_page(
        request, ACT, {}, back=BACK, form=CountForm(**sent(request), initial={"count": 4})
    )


urlpatterns = [
    path("act/", asked),
    path("onward/", onward),
    path("bare/", bare),
    path("in-admin/", admin),
    path("once/", once),
    path("own/", own_form),
    *site_urls,
]


@pytest.fixture
def client(world) -> Client:
    DONE.clear()
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(world.users["hr_city"])
    return client


def tag_of(html: str, name: str) -> str:
    return re.search(rf'<(?:input|textarea)[^>]*name="{name}"[^>]*>', html)[0]


def good(**more) -> dict:
    return {"count": "3", "reason": "因故", **more}


def test_the_page_asks_what_it_will_do_and_to_whom(client):
    page = client.get("/act/")
    html = page.content.decode()
    assert page.status_code == 200
    for words in ("Take some from b1", "A basket", "They are gone afterwards.", "Take them"):
        assert words in html
    assert f'href="{BACK}"' in html
    assert "button--danger" in html
    assert 'enctype="multipart/form-data"' in html
    assert not DONE


def test_nothing_is_kept_by_a_cache_and_nothing_else_is_answered(client):
    assert "no-store" in client.get("/act/")["Cache-Control"]
    assert client.head("/act/").status_code == 200
    assert client.put("/act/").status_code == 405
    assert client.delete("/act/").status_code == 405


def test_it_is_done_once_and_said(client, world):
    page = client.post("/act/", good(), follow=True)
    assert page.redirect_chain == [(BACK, 302)]
    assert [str(message) for message in page.context["messages"]] == ["3 taken."]
    (one,) = DONE
    assert (one["count"], one["reason"], one["basket"]) == (3, "因故", "b1")
    assert one["by"] == world.users["hr_city"]
    assert one["at"].tzinfo is not None


def test_a_form_that_is_not_in_order_is_shown_again(client):
    page = client.post("/act/", good(reason="  "))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["reason"]
    assert not DONE


@pytest.mark.parametrize(
    ("count", "field"),
    [("12", "count"), ("6", "reason"), ("7", "__all__")],
    ids=["named by the act", "a reason by itself", "of the whole form"],
)
def test_a_refusal_stands_beside_its_field(client, count, field):
    page = client.post("/act/", good(count=count))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert 'value="' + count in page.content.decode()  # what was typed is still there


def test_the_summary_leads_to_the_field_and_the_field_can_take_the_focus(client):
    html = client.post("/act/", good(count="12")).content.decode()
    assert "data-error-summary" in html
    assert 'href="#id_count"' in html
    assert "autofocus" in tag_of(html, "count")
    assert html.count("autofocus") == 1


def test_the_title_says_that_there_is_an_error(client):
    html = client.post("/act/", {}).content.decode()
    title = " ".join(re.search(r"<title>(.*?)</title>", html, re.S)[1].split())
    assert title.startswith("Error: Take some")


def test_it_may_lead_on_to_what_it_made(client):
    assert client.post("/onward/", good())["Location"] == "/search/?q=3"


def test_an_act_without_fields_is_done_by_sending_nothing(client):
    assert client.get("/bare/").status_code == 200
    assert not DONE
    assert client.post("/bare/").status_code == 302
    assert len(DONE) == 1


def test_a_form_of_the_views_own_is_used(client):
    assert 'value="4"' in client.get("/own/").content.decode()
    assert client.post("/own/", good(count="5")).status_code == 302
    assert DONE[0]["count"] == 5


def test_what_is_shown_once_is_shown_by_the_answer_alone(client):
    page = client.get("/once/")
    assert "components/stat.html" not in [template.name for template in page.templates]
    page = client.post("/once/", {"reason": "核对"})
    assert page.status_code == 200
    assert page.context["outcome"] == {"title": "核对"}
    assert "components/stat.html" in [template.name for template in page.templates]
    assert "reason" not in page.content.decode()  # and it does not ask again


def test_a_refusal_in_the_admin_takes_the_focus_where_it_stands(client):
    page = client.get("/in-admin/")
    assert "wagtailadmin/base.html" in [template.name for template in page.templates]
    html = client.post("/in-admin/", good(count="7")).content.decode()
    block = html[html.index("data-refusal") - 200 : html.index("data-refusal")]
    assert 'role="alert"' in block
    assert "autofocus" in block
    html = client.post("/in-admin/", good(reason="")).content.decode()
    assert "data-refusal" not in html
    assert "autofocus" in tag_of(html, "reason")
