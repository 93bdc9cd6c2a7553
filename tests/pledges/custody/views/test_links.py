import re

import pytest
from django.test import Client
from django.urls import reverse

from pledges.custody.models.signing import CustodyLink, CustodySignature
from tests.factories.custody import make_signing
from tests.factories.rounds import DRAWN

pytestmark = pytest.mark.usefixtures("time_machine_at")


@pytest.fixture
def clerk(world, login):
    return login(world.users["hr_township"])


def page(name: str, agreement, **more) -> str:
    return reverse(name, kwargs={"code": agreement.code, **more})


def address_of(clerk, agreement) -> str:
    made = clerk.post(page("custody_link", agreement, party="custodian"))
    return made.context["url"].removeprefix("http://testserver")


@pytest.mark.django_db(transaction=True)
def test_the_own_phone_shows_names_only_after_the_code(world, clerk, at, channels):
    taken = channels(sms="Taking")
    agreement = make_signing(world, at)
    address = address_of(clerk, agreement)
    phone = Client(headers={"accept-language": "zh-hans"})
    assert "陈守信" not in phone.get(address).content.decode()
    phone.post(address, {"send": "1"})
    assert "验证码已发送" in phone.get(address).content.decode()
    assert "验证码已发送" in clerk.get(page("custody_page", agreement)).content.decode()
    [code] = re.findall(r"\d{6}", taken[0].text)
    wrong = "000000" if code != "000000" else "1" * 6
    assert phone.post(address, {"code": wrong}).status_code == 422
    phone.post(address, {"code": code})
    assert "陈守信" in phone.get(address).content.decode()
    assert "陈守信" not in Client().get(address).content.decode()
    answer = {"digest": agreement.digest, "drawn": DRAWN, "consent": "on"}
    for _ in range(2):
        phone.post(address, answer)
    assert CustodySignature.objects.get().method == "link"
    assert Client().get(reverse("custody_by_link", args=["guess"])).status_code == 410


def test_both_pages_say_that_the_code_is_under_way(world, clerk, at, channels):
    """The worker has not come to it."""
    channels(sms="Taking")
    agreement = make_signing(world, at)
    address = address_of(clerk, agreement)
    assert "尚未要求发送验证码" in clerk.get(page("custody_page", agreement)).content.decode()
    phone = Client(headers={"accept-language": "zh-hans"})
    phone.post(address, {"send": "1"})
    for shown in (phone.get(address), clerk.get(page("custody_page", agreement))):
        assert "验证码正在发送" in shown.content.decode()
    assert 'name="code"' in phone.get(address).content.decode()


def test_both_pages_say_why_the_code_could_not_be_sent(
    world, clerk, at, channels, django_capture_on_commit_callbacks
):
    channels(sms="Refusing")
    agreement = make_signing(world, at)
    address = address_of(clerk, agreement)
    phone = Client(headers={"accept-language": "zh-hans"})
    with django_capture_on_commit_callbacks(execute=True):
        phone.post(address, {"send": "1"})
    for shown in (phone.get(address), clerk.get(page("custody_page", agreement))):
        text = shown.content.decode()
        assert "验证码未能发送" in text
        assert "余额不足" in text
    assert 'name="code"' not in phone.get(address).content.decode()


def test_where_no_gateway_is_set_up_the_clerk_is_told(world, clerk, at, channels):
    channels(sms="")
    agreement = make_signing(world, at)
    answer = clerk.post(page("custody_link", agreement, party="custodian"), follow=True)
    assert "没有配置短信网关" in answer.content.decode()
    assert not CustodyLink.objects.exists()
