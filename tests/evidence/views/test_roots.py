"""The roots for everybody; the result of the last night for those who watch."""

from datetime import timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from cms.lends import collect_cards
from evidence.flows.anchors import make_roots
from evidence.flows.checking import check_everything
from pledges.rounds.models.envelope import Envelope
from tests.evidence.sql_tricks import write

DAY = timedelta(days=1)
WATCHING = ["hr_city", "hr_township", "inspector"]


def ask(login, user, name, when) -> str:
    """A page; `home` stands for the cards of the home page."""
    with time_machine.travel(when, tick=False):
        return cards(user, when) if name == "home" else login(user).get(reverse(name)).text


def cards(user, when) -> str:
    request = RequestFactory().get("/")
    request.user = user
    found = [one for one in collect_cards(request, when) if one.url == reverse("desk_evidence")]
    return "".join(render_to_string("components/desk_card.html", {"card": one}) for one in found)


def test_everybody_reads_and_takes_the_roots(sealed, at):
    (root,) = make_roots(at=at + DAY)
    page = Client().get(reverse("evidence_roots"))
    assert root.digest in page.content.decode()
    text = Client().get(reverse("evidence_roots_text")).content.decode()
    fields = f"{root.day:%Y-%m-%d}\t{root.entries}\t{root.root}\t{root.previous}\t{root.digest}"
    assert text.splitlines()[1:] == [fields]
    assert reverse("evidence_roots") in Client().get(reverse("verify")).content.decode()


def test_the_check_page_tells_the_last_night(sealed, at):
    make_roots(at=at + DAY)
    check_everything(at=at + DAY)
    with time_machine.travel(at + DAY, tick=False):
        assert 'data-test="last-check"' in Client().get(reverse("verify")).content.decode()


@pytest.mark.parametrize("who", WATCHING)
def test_a_fault_stands_in_red_on_the_home_page(world, sealed, at, login, who):
    write(Envelope, sealed.pk, member_name="赵铁")
    check_everything(at=at + timedelta(hours=2))
    page = ask(login, world.users[who], "home", at + timedelta(hours=3))
    assert reverse("desk_evidence") in page
    assert "desk-card--overdue" in page


def test_staff_are_not_alarmed_and_see_no_list(world, sealed, at, login):
    write(Envelope, sealed.pk, member_name="赵铁")
    check_everything(at=at + timedelta(hours=2))
    staff = world.users["staff"]
    assert reverse("desk_evidence") not in ask(login, staff, "home", at + timedelta(hours=3))
    assert login(staff).get(reverse("desk_evidence")).status_code == 404


def test_a_night_without_a_check_is_said(world, sealed, at, login):
    make_roots(at=at + DAY)
    check_everything(at=at + DAY)
    hr = world.users["hr_city"]
    quiet = ask(login, hr, "home", at + DAY + timedelta(hours=25))
    assert reverse("desk_evidence") not in quiet
    late = ask(login, hr, "home", at + DAY + timedelta(hours=27))
    assert reverse("desk_evidence") in late


def test_single_rows_are_for_those_who_reach_the_whole_tree(world, sealed, at, login):
    write(Envelope, sealed.pk, member_name="赵铁")
    check_everything(at=at + timedelta(hours=2))
    when = at + timedelta(hours=3)
    whole = ask(login, world.users["hr_city"], "desk_evidence", when)
    part = ask(login, world.users["hr_township"], "desk_evidence", when)
    assert 'data-test="faults"' in whole
    assert 'data-test="faults"' not in part
    assert "row_changed" in part
