"""Reach over people opens with a second factor only: every address that a role opens, every role.

Who may open what is taken from the tables of the other walks; here it is asked without a factor.
"""

import pytest
from django.core.management import call_command
from django.http import HttpResponseNotFound
from django.urls import reverse

from cms.lends import collect_areas, collect_cards
from tests.access.admin_places import admin_patterns, fill
from tests.access.places import ABOVE, build_places
from tests.access.test_pages import ADDRESSES, MEMBERS, USERS, ask

OFFICIALS = [user for user in USERS if user not in MEMBERS and not user.startswith("owner_")]
SET_UP = "/accounts/2fa/"
# Open to officials as they are to everybody: nothing of others is on them.
OWN = {name for name, address in ADDRESSES.items() if address.public} | {
    *("search", "jobs", "staff:me", "staff:notices", "learning:overview", "exams"),
}
SENSITIVE = ("hr_city", "inspector", "admin", "admin_permissions", "admin_audit")


@pytest.fixture(autouse=True)
def short_404(monkeypatch):
    """A bare answer, as from a view that never draws a menu: only the right itself can ask."""
    monkeypatch.setattr("cms.urls.handler404", lambda request, exception: HttpResponseNotFound())


@pytest.fixture
def places(world, at, time_machine_at):
    return build_places(world, at)


@pytest.fixture
def asked(settings):
    settings.JIANGTANG_REQUIRE_MFA = True


def test_every_address_that_a_role_opens_asks_for_the_second_factor(world, places, login, asked):
    place = places["shuangjiang"]
    assert place.name in ABOVE
    wrong, count = [], 0
    for user in OFFICIALS:
        client = login(world.users[user])
        for name, address in ADDRESSES.items():
            if name in OWN or not address.who(user, place):
                continue
            count += 1
            answer = ask(client, address, reverse(name, kwargs=address.key(place)))
            if answer.get("Location") != SET_UP:
                wrong.append(f"{name}: {user}: {answer.status_code} {answer.get('Location', '')}")
    assert not wrong, "\n".join(wrong)
    assert count > 150  # the walk is one, not an empty one


def test_the_admin_of_sensitive_roles_stays_shut_as_a_whole(world, login, asked):
    call_command("setup_site")
    found = []
    patterns = list(admin_patterns())
    for number, user in enumerate(SENSITIVE):
        client = login(world.users[user])
        for name, route, pattern in patterns[number :: len(SENSITIVE)]:
            if pattern.name is None or "(" in route or "<" in route:
                continue
            path = fill(name, route, pattern, {})
            if not path.startswith("/admin/login") and client.get(path).get("Location") != SET_UP:
                found.append(f"{name}: {user}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("user", ["hr_township", "trainer", "reviewer", "staff"])
def test_who_has_a_factor_or_no_reach_over_people_is_not_asked(world, login, asked, user, at):
    page = {"hr_township": "/desk/", "trainer": "/desk/exams/"}.get(user, "/me/")
    client = login(world.users[user])
    held = page != "/me/"
    first = client.get(page)
    assert (first.status_code, first.get("Location")) == ((302, SET_UP) if held else (200, None))
    request = client.get("/me/").wsgi_request
    assert any(card.url == SET_UP for card in collect_cards(request, at)) == held
    assert not any(area.url == "/desk/" for area in collect_areas(request))
    world.users[user].authenticator_set.create(type="totp", data={})
    assert client.get(page, follow=True).status_code == 200


def test_scripts_are_told_by_status(world, login, asked):
    answer = login(world.users["hr_county"]).get("/desk/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (403, {"error": "second_factor_required"})
