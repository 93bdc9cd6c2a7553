import pytest
from django.urls import reverse

from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import broken_chains
from pledges.rounds.models.envelope import Envelope
from reminders.models.reminder import Reminder
from tests.factories.rounds import envelope_of, sign

pytestmark = pytest.mark.usefixtures("time_machine_at")


def address(round_) -> str:
    return reverse("desk_pledge_bulk", args=[round_.pk])


def codes(world, round_, *names) -> list[str]:
    return [envelope_of(round_, world.members[name]).code for name in names]


def states(round_) -> dict[str, str]:
    return dict(round_.envelopes.values_list("member_name", "status"))


def test_exempting_many_asks_for_the_reason_first(world, login, opened):
    client = login(world.users["hr_county"])
    sent = {"act": "exempt", "codes": codes(world, opened, "staff", "neighbour")}
    page = client.post(address(opened), sent)
    assert (page.status_code, page.context["names"]) == (200, ["王㛃", "多·吉"])
    again = client.post(address(opened), {**sent, "confirm": "1"})
    assert again.status_code == 422
    assert set(states(opened).values()) == {"open"}
    done = client.post(address(opened), {**sent, "confirm": "1", "reason": "长期病假"})
    assert done.url == f"{reverse('desk_pledge_round', args=[opened.pk])}?unit=530426"
    exempt = Envelope.objects.filter(status="exempt", ended_by=world.users["hr_county"])
    assert set(exempt.values_list("member_name", "ended_reason")) == {
        ("王㛃", "长期病假"),
        ("多·吉", "长期病假"),
    }
    assert EvidenceEntry.objects.filter(kind="exempted").count() == 2
    assert list(broken_chains()) == []


def test_everybody_unsigned_in_the_unit_is_reminded_and_nobody_else(world, login, opened, at):
    sign(envelope_of(opened, world.members["staff"]), at)
    client = login(world.users["hr_city"])
    client.post(address(opened), {"act": "remind", "everybody": "on", "unit": "530426"})
    reminded = set(Reminder.objects.values_list("member__name", flat=True))
    assert reminded == {"李𬭎", "多·吉"}


def test_who_is_out_of_reach_is_left_alone(world, login, opened):
    client = login(world.users["hr_county"])
    sent = {"act": "exempt", "confirm": "1", "reason": "x"}
    client.post(address(opened), {**sent, "codes": codes(world, opened, "stranger")})
    client.post(address(opened), {**sent, "everybody": "on"})
    assert states(opened)["赵铁"] == "open"
    assert states(opened)["王㛃"] == "exempt"
    assert login(world.users["inspector"]).post(address(opened), sent).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"act": "exempt"}, {"act": "burn", "everybody": "on"}])
def test_nothing_chosen_changes_nothing(world, login, opened, sent):
    response = login(world.users["hr_city"]).post(address(opened), sent, follow=True)
    assert "请至少选择一名未签署的人员" in response.content.decode()
    assert set(states(opened).values()) == {"open"}


def test_a_closed_round_exempts_nobody(world, login, opened):
    client = login(world.users["hr_city"])
    close = reverse("desk_pledge_close", args=[opened.pk])
    client.post(close, {"reason": "年度工作结束"})
    client.post(address(opened), {"act": "exempt", "everybody": "on", "reason": "x"})
    assert set(states(opened).values()) == {"expired"}
