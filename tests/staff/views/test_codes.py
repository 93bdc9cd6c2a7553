"""A new one-time code: shown once; who is out of reach and who is unknown get the same words."""

import pytest
from django.test import Client
from django.urls import reverse

from staff.flows.groups import set_up, sync_all_groups
from staff.models.accounts import AccountRequest

pytestmark = pytest.mark.django_db
URL = "staff_new_code"


@pytest.fixture
def client(world, at, monkeypatch) -> Client:
    monkeypatch.setattr("staff.lent.SENSITIVE", frozenset())
    set_up()
    sync_all_groups(at=at)
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(world.users["admin"])
    return client


def test_the_form_begins_with_the_account_one_comes_from(client):
    page = client.get(reverse(URL), {"account": "YX00001"})
    assert 'value="YX00001"' in page.content.decode()
    assert "data-test" not in page.content.decode()


def test_the_code_is_shown_once_and_not_kept_by_a_cache(client, world):
    sent = {"account": world.users["staff"].username, "reason": "忘记密码，本人到场"}
    page = client.post(reverse(URL), sent)
    assert page.status_code == 200
    assert page.context["outcome"]["code"] in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_who_is_elsewhere_and_who_does_not_exist_get_the_same_answer(client, world):
    unknown = client.post(reverse(URL), {"account": "nobody", "reason": "忘记密码"})
    assert unknown.status_code == 422
    assert list(unknown.context["form"].errors) == ["account"]
    blank = client.post(reverse(URL), {"account": world.users["staff"].username, "reason": " "})
    assert list(blank.context["form"].errors) == ["reason"]


def test_for_an_administrator_another_person_confirms_and_is_shown_the_code(client, world):
    sent = {"account": "admin_audit", "reason": "手机遗失", "forget_second_factor": "on"}
    page = client.post(reverse(URL), sent)
    assert 'data-test="asked"' in page.content.decode()
    [asked] = AccountRequest.objects.all()
    confirm = reverse("staff_account_confirm", args=[asked.pk])
    refused = client.post(confirm)
    assert refused.status_code == 422
    assert "code" not in (refused.context.get("outcome") or {})
    holder = Client(headers={"accept-language": "en"})
    holder.force_login(world.users["admin_audit"])
    assert holder.post(confirm).status_code == 404
    second = Client(headers={"accept-language": "en"})
    second.force_login(world.users["admin_permissions"])
    waiting = reverse("staff_account_requests")
    assert confirm in second.get(waiting).text
    assert confirm not in client.get(waiting).text
    shown = second.post(confirm)
    assert shown.context["outcome"]["code"] in shown.text
    assert reverse(URL) not in shown.text
    assert second.post(confirm).status_code == 404
