import pytest
from django.urls import reverse

from pledges.rounds.flows.ending import exempt_envelope, lift_exemption
from pledges.rounds.flows.reading import note_look
from reminders.models.reminder import Reminder
from tests.factories.rounds import envelope_of, sign
from tests.factories.staff import PASSWORD
from tests.queries import cost

pytestmark = pytest.mark.usefixtures("time_machine_at")


def act(envelope, name: str) -> str:
    return reverse("desk_pledge_act", args=[envelope.code, name])


def page(envelope) -> str:
    return reverse("desk_pledge_envelope", args=[envelope.code])


def test_exempting_with_a_reason_and_the_history_shows_it(world, login, opened):
    envelope = envelope_of(opened, world.members["staff"])
    client = login(world.users["hr_township"])
    assert client.post(act(envelope, "exempt"), {"reason": ""}).status_code == 422
    assert client.post(act(envelope, "exempt"), {"reason": "长期病假"}).url == page(envelope)
    shown = client.get(page(envelope)).content.decode()
    assert "长期病假" in shown
    assert act(envelope, "lift") in shown
    assert client.post(act(envelope, "exempt"), {"reason": "再次"}).status_code == 422


def test_revoking_shows_the_signer_why(world, login, opened, at):
    member = world.members["staff"]
    envelope = sign(envelope_of(opened, member), at)
    client = login(world.users["hr_county"])
    sent = {"category": "mistake", "reason": "岗位有误"}
    assert client.post(act(envelope, "revoke"), sent).status_code == 422  # a cookie is not enough
    wrong = client.post(act(envelope, "revoke"), sent | {"password": "wrong"})
    assert list(wrong.context["form"].errors) == ["password"]
    envelope.refresh_from_db()
    assert envelope.is_signed
    sent["password"] = PASSWORD
    assert client.post(act(envelope, "revoke"), sent).status_code == 302
    assert "岗位有误" in login(member.user).get(reverse("pledges")).content.decode()


@pytest.mark.parametrize("category", ["", "because"])
def test_revoking_needs_a_category_and_tells_hr_who_sees_it(world, login, opened, at, category):
    envelope = sign(envelope_of(opened, world.members["staff"]), at)
    client = login(world.users["hr_county"])
    asked = client.get(act(envelope, "revoke")).content.decode()
    assert "冒签或非本人意愿" in asked
    assert "任何人核验时都能看到类别" in asked
    sent = {"category": category, "reason": "岗位有误", "password": PASSWORD}
    refused = client.post(act(envelope, "revoke"), sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["category"])
    envelope.refresh_from_db()
    assert envelope.is_signed


def test_the_desk_shows_category_and_words(world, login, opened, at):
    envelope = sign(envelope_of(opened, world.members["staff"]), at)
    client = login(world.users["hr_county"])
    client.post(
        act(envelope, "revoke"),
        {"category": "left_post", "reason": "十一月调离", "password": PASSWORD},
    )
    shown = client.get(page(envelope)).content.decode()
    assert "类别：" in shown  # the history
    assert shown.count("岗位变动") == 2
    assert "十一月调离" in shown


def test_reminders_stay_within_reach(world, login, opened):
    url = reverse("desk_pledge_remind", args=[opened.pk])
    login(world.users["hr_county"]).post(url)
    reminded = set(Reminder.objects.values_list("member__name", flat=True))
    assert reminded == {"王㛃", "李𬭎", "多·吉"}
    client = login(world.users["hr_city"])
    client.post(url, {"unit": world.xinping.path})
    assert Reminder.objects.filter(by=world.users["hr_city"], rung__startswith="hr-").exists()


def test_an_unknown_act_is_no_page(world, login, opened):
    envelope = envelope_of(opened, world.members["staff"])
    assert login(world.users["hr_city"]).get(act(envelope, "burn")).status_code == 404
    assert login(world.users["inspector"]).get(act(envelope, "exempt")).status_code == 404
    assert login(world.users["inspector"]).get(page(envelope)).status_code == 200


def test_the_page_costs_the_same_for_a_long_and_a_short_history(world, login, opened, at):
    first = envelope_of(opened, world.members["staff"])
    client = login(world.users["hr_city"])
    client.get(page(first))
    short = cost(client, page(first))
    for by in ("hr_county", "hr_township", "inspector"):
        note_look(envelope=first, by=world.users[by], at=at)
    for number in range(3):
        exempt_envelope(envelope=first, reason=f"第{number}次", by=world.users["hr_city"], at=at)
        lift_exemption(envelope=first, reason="返岗", by=world.users["hr_city"], at=at)
    assert cost(client, page(first)) <= short
