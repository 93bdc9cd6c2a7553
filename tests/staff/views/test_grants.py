"""Giving a role and taking it back in the admin: asked, refused beside the field, done."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from staff.models.roles import RoleGrant
from tests.factories.staff import make_grant, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def giver(world):
    call_command("setup_site")
    user = make_user("giver")
    make_grant(user, "permissions_admin", world.eshan)
    return user


@pytest.fixture
def client(giver) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(giver)
    return client


def values(world, **changes) -> dict:
    there = {
        "account": world.users["staff"].username,
        "role": "hr",
        "organisation": world.shuangjiang.pk,
        "last_day": "",
        "reason": "分管培训",
    }
    return there | changes


def test_a_role_is_given_and_the_message_leads_to_it(client, world):
    page = client.post(reverse("staff_grant_give"), values(world), follow=True)
    grant = RoleGrant.objects.get(user=world.users["staff"])
    assert page.redirect_chain[-1][0] == reverse("staff_grants:index")
    assert grant.ends_at is None
    assert reverse("staff_grants:inspect", args=[grant.pk]) in page.content.decode()


def test_the_last_day_counts_to_its_end(client, world):
    client.post(reverse("staff_grant_give"), values(world, last_day="2099-12-31"))
    grant = RoleGrant.objects.get(user=world.users["staff"])
    assert grant.ends_at.astimezone().isoformat().startswith("2100-01-01T00:00")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "inspector"}, "last_day"),
        ({"last_day": "2020-01-01"}, "last_day"),
        ({"reason": "  "}, "reason"),
        ({"account": "nobody"}, "account"),
        ({"role": "king"}, "role"),
    ],
)
def test_what_is_refused_stands_beside_its_field(client, world, changes, field):
    page = client.post(reverse("staff_grant_give"), values(world, **changes))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert not RoleGrant.objects.filter(user=world.users["staff"]).exists()


def test_nobody_gives_a_role_to_themself(client, world, giver):
    page = client.post(reverse("staff_grant_give"), values(world, account=giver.username))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["account"]


def test_taking_back_names_the_role_and_asks_why(client, world):
    grant = make_grant(world.users["staff"], "hr", world.shuangjiang)
    url = reverse("staff_grant_take_back", args=[grant.pk])
    assert world.shuangjiang.name in client.get(url).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "调岗"})["Location"] == reverse("staff_grants:index")
    grant.refresh_from_db()
    assert grant.revoke_reason == "调岗"
    assert client.post(url, {"reason": "再来"}).status_code == 422  # it has ended by now
