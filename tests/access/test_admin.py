"""Every address under /admin/ × every role × own, sibling and parent place: who gets in.

A person is let in when the answer is neither 404 nor the way back to the admin's home page.
"""

from collections.abc import Iterator

import pytest
from django.http import HttpResponseNotFound
from django.urls import reverse

from tests.access.admin_places import (
    OUTSIDERS,
    ROLES,
    AdminPlace,
    admin_patterns,
    build_admin_places,
    fill,
)
from tests.access.admin_table import DOORS, SECTIONS, Door

# Wagtail's own, and ours that close one of Wagtail's; snippets are ours.
LIBRARIES = ("wagtail", "simple_translation", "None", "staff:None")
SNIPPETS = ("wagtailsnippets_", "wagtailsnippetchoosers_")
TOWNSHIP = [user for user, (_role, place) in ROLES.items() if place == "shuangjiang"]
ELSEWHERE = ("密xiaojie", "密eshan")  # in the names of everything at these places


@pytest.fixture(autouse=True)
def short_404(monkeypatch):
    """Thousands of them are asked for here; the page itself has its own tests."""
    monkeypatch.setattr("cms.urls.handler404", lambda request, exception: HttpResponseNotFound())


@pytest.fixture
def places(world, at, time_machine_at):
    return build_admin_places(world, at)


@pytest.fixture
def clients(world, places, login):
    return {user: login(world.users[user]) for user in ROLES}


def is_ours(name: str) -> bool:
    return name.startswith(SNIPPETS) or not name.startswith(LIBRARIES)


def let_in(answer) -> bool:
    home = reverse("wagtailadmin_home")
    return answer.status_code not in {403, 404} and answer.get("Location") != home


def leaks(answer) -> bool:
    if answer.streaming or not answer["Content-Type"].startswith(("text/", "application/json")):
        return False
    return any(word in answer.content.decode() for word in ELSEWHERE)


def test_every_address_of_ours_stands_in_the_table():
    ours = {name for name, _route, _pattern in admin_patterns() if is_ours(name)}
    assert ours - set(DOORS) == set()
    assert set(DOORS) - ours == set()


def test_nobody_without_a_role_opens_anything(world, places, login):
    clients = {user: login(world.users[user]) for user in OUTSIDERS}
    rows = places["shuangjiang"].rows
    found = []
    for name, route, pattern in admin_patterns():
        path = fill(name, route, pattern, rows)
        for user, client in clients.items():
            status = client.get(path).status_code
            if status != 404 and not path.startswith("/admin/login/"):
                found.append(f"{name} {path}: {user}: {status}")
    assert not found, "\n".join(found)


def ask(name: str, door: Door, place: AdminPlace, path: str, clients: dict) -> Iterator[str]:
    """The answers that are not as the table says."""
    for user, client in clients.items():
        answer = client.post(path) if door.post else client.get(path)
        expected = door.who(user, place)
        told = f"{name}: {user} at {place.name}: {answer.status_code} {answer.get('Location', '')}"
        if let_in(answer) != expected or answer.status_code in {403, 405, 500}:
            yield told
        elif user in TOWNSHIP and leaks(answer):
            yield f"{told} names what is elsewhere"


def test_who_gets_in(places, clients):
    """One long walk: what is asked by POST comes last, so that nothing has changed before."""
    patterns = {name: (route, pattern) for name, route, pattern in admin_patterns()}
    wrong = []
    for name, door in sorted(DOORS.items(), key=lambda entry: entry[1].post):
        asked = set()
        for place in places.values():
            path = fill(name, *patterns[name], place.rows, place.rows.get(door.row))
            if path not in asked:
                wrong += ask(name, door, place, path, clients)
            asked.add(path)
    assert not wrong, "\n".join(wrong)


def test_who_opens_the_sections_of_wagtail(places, clients):
    own = places["shuangjiang"]
    wrong = []
    for name, who in SECTIONS.items():
        wrong += ask(name, Door(who), own, reverse(name), clients)
    assert not wrong, "\n".join(wrong)
