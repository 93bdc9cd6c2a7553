"""Taking a signature back: asked once more, with the password, for ten minutes."""

import re

import pytest
from django.urls import reverse

from evidence.queries.chains import chain_of
from pledges.rounds.flows.takeback import WINDOW
from tests.factories.rounds import envelope_of, make_round, sign
from tests.factories.staff import PASSWORD
from tests.rows import said

pytestmark = pytest.mark.usefixtures("time_machine_at")


@pytest.fixture
def signed(world, at):
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


@pytest.fixture
def client(world, login):
    return login(world.users["staff"])


def address(envelope, name: str = "pledge_take_back") -> str:
    return reverse(name, args=[envelope.code])


def kinds(envelope) -> list[str]:
    return [entry.kind for entry in chain_of(envelope.subject)]


def test_the_page_says_until_when_and_what_becomes_of_the_pledge(client, signed):
    page = client.get(address(signed))
    words = page.content.decode()
    assert "2026年11月23日 09:10" in words
    for words_of_page in ("恢复为未签署", "撤回都留有记录", "不撤回", signed.round.version.title):
        assert words_of_page in words
    assert f'href="{address(signed, "pledge_receipt")}"' in words
    assert 'name="password"' in words
    assert 'name="code"' not in words  # no authenticator app is set up
    assert "no-store" in page["Cache-Control"]
    signed.refresh_from_db()
    assert signed.is_signed


def test_with_the_password_it_is_taken_back_and_said(client, signed):
    page = client.post(address(signed), {"password": PASSWORD}, follow=True)
    assert page.redirect_chain == [(reverse("pledges"), 302)]
    assert "已撤回" in str(next(iter(page.context["messages"])))
    signed.refresh_from_db()
    assert signed.status == "revoked"
    taken = chain_of(signed.subject).get(kind="taken_back")
    assert said(taken) == {"method": "password"}


def test_a_wrong_password_takes_nothing_back_and_is_on_record(client, signed):
    page = client.post(address(signed), {"password": "wrong"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["password"]
    assert re.search(r'<input[^>]*name="password"[^>]*autofocus', page.content.decode())
    signed.refresh_from_db()
    assert signed.is_signed
    assert kinds(signed)[-1] == "confirm_failed"
    assert "taken_back" not in kinds(signed)


def test_without_a_password_nobody_is_even_tried(client, signed):
    before = kinds(signed)
    assert client.post(address(signed), {}).status_code == 422
    assert kinds(signed) == before


def test_after_ten_minutes_it_leads_to_the_receipt(client, signed, at, time_machine):
    time_machine.move_to(at + WINDOW, tick=False)
    assert client.get(address(signed)).status_code == 200
    time_machine.move_to(at + WINDOW * 1.01, tick=False)
    for answer in (client.get(address(signed)), client.post(address(signed), {"password": "x"})):
        assert answer.url == address(signed, "pledge_receipt")
    assert kinds(signed)[-1] == "signed"


def test_what_is_not_signed_leads_to_the_signing_page(world, client, at):
    envelope = envelope_of(make_round(world, at), world.members["staff"])
    assert client.get(address(envelope)).url == address(envelope, "pledge")
