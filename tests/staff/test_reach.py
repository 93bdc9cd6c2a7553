"""Every address of staff × every role × own, sibling and parent subtree: 404 outside, never 403."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from desk.overview import urls as overview_urls
from staff import urls as staff_urls
from tests.factories.staff import make_grant, make_user

PLACES = ("city", "eshan", "shuangjiang", "xiaojie", "xinping", "guishan")
PEOPLE = {"staff": "shuangjiang", "coordinator": "shuangjiang", "neighbour": "xiaojie"} | {
    "stranger": "guishan"
}
EVERYWHERE = frozenset(PLACES)
COUNTY = frozenset({"eshan", "shuangjiang", "xiaojie"})
# The oracle: over which places each account may look at figures and records.
READS = {
    "hr_city": EVERYWHERE,
    "inspector": EVERYWHERE,
    "hr_county": COUNTY,
    "hr_other": frozenset({"xinping", "guishan"}),
    "hr_township": frozenset({"shuangjiang"}),
    "expired": frozenset(),
}
OTHERS = (
    *("staff", "neighbour", "trainer", "reviewer", "marker1"),
    *("admin", "admin_permissions", "admin_audit"),
)
ACCOUNTS = (*READS, *OTHERS)
UNIT_PAGES = ("unit", "people")
UNIT_POSTS = ("unit_export", "people_export")
# Addresses without an object, or tested on their own elsewhere.
PLAIN = {"me", "notices", "desk", "activate", "account_help", None}


@pytest.fixture
def reach(world, login):
    """Client and reach of each account; `expired` once held HR over everything."""
    call_command("setup_site")
    world.users["expired"] = make_user("expired")
    grant = make_grant(world.users["expired"], "hr", world.city)
    grant.ends_at = grant.starts_at.replace(day=2)
    grant.save()
    return lambda name: (login(world.users[name]), READS.get(name, frozenset()))


def test_no_address_is_left_out():
    patterns = [*staff_urls.urlpatterns, *overview_urls.urlpatterns]
    names = {getattr(pattern, "name", None) for pattern in patterns}
    assert names - PLAIN == {*UNIT_PAGES, *UNIT_POSTS, "person"}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_units_open_within_the_reach_only(world, reach, account):
    client, places = reach(account)
    for place in PLACES:
        code = getattr(world, place).code
        open_codes = {200, 302} if place in places else {404}
        for name in UNIT_PAGES:
            response = client.get(reverse(f"overview:{name}", args=[code]))
            assert response.status_code in open_codes, (name, place)
        for name in UNIT_POSTS:
            response = client.post(reverse(f"overview:{name}", args=[code]))
            assert response.status_code in open_codes, (name, place)
            assert client.get(reverse(f"overview:{name}", args=[code])).status_code in {404, 405}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_records_open_within_the_reach_and_for_oneself(world, reach, account):
    client, places = reach(account)
    for person, place in PEOPLE.items():
        number = world.members[person].staff_number
        wanted = 302 if person == account else 200 if place in places else 404
        assert client.get(f"/people/{number}/").status_code == wanted, person


@pytest.mark.parametrize("account", ACCOUNTS)
def test_lists_hold_nobody_outside_the_reach(world, reach, account):
    client, places = reach(account)
    if not places:
        assert client.get("/desk/").status_code == 404
        return
    response = client.get("/desk/", follow=True)
    code = response.context["organisation"].code
    listed = client.get(f"/desk/org/{code}/people/").context["rows"]
    names = {member.user.username for member, _statuses in listed}
    assert names == {person for person, place in PEOPLE.items() if place in places}


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_own_page_opens_for_everybody(reach, account):
    client, _places = reach(account)
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("code", ["nonsense", "530499", "530426' OR 1=1", "../530400"])
def test_made_up_codes_are_404_for_the_widest_reach(reach, code):
    client, _places = reach("hr_city")
    assert client.get(f"/desk/org/{code}/").status_code == 404
    assert client.get(f"/people/{code}/").status_code == 404
