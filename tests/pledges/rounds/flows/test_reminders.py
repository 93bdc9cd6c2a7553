"""Who has not signed is reminded, once per rung, and the chain hears of what arrived."""

from datetime import timedelta

import pytest

from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import broken_chains
from pledges.rounds.flows.ending import exempt_envelope
from pledges.rounds.flows.reminders import remind_now
from pledges.rounds.flows.rounds import close_round
from reminders.flows.asking import sweep
from reminders.flows.delivery import deliver
from reminders.models.reminder import Reminder
from tests.factories.rounds import envelope_of, make_round, sign


@pytest.fixture
def opened(world, at):
    for name in ("staff", "stranger"):
        world.members[name].user.email = f"{name}@example.org"
        world.members[name].user.save()
    return make_round(world, at)


def send_all(at) -> int:
    return deliver(clock=lambda: at)


def reminded(envelope) -> list[dict]:
    entries = EvidenceEntry.objects.filter(kind="reminded", subject=envelope.subject)
    return list(entries.order_by("seq").values_list("payload", flat=True))


def test_nobody_is_reminded_twice_and_only_what_was_taken_is_in_the_chain(
    world, opened, at, channels
):
    taken, staff = channels(in_product="Taking", mail="Taking"), world.members["staff"]
    sign(envelope_of(opened, world.members["stranger"]), at)
    assert (sweep(at=at), sweep(at=at)) == (3, 0)
    assert reminded(envelope_of(opened, staff)) == []
    assert send_all(at) == 4  # three see it, one of them has an e-mail address
    assert send_all(at) == 0
    assert len(taken) == 4
    outcomes = Reminder.objects.order_by().values_list("channel", "outcome").distinct()
    assert set(outcomes) == {("in_product", "sent"), ("mail", "sent"), ("mail", "no_address")}
    ends = reminded(envelope_of(opened, staff))
    assert [(end["rung"], end["channel"]) for end in ends] == [
        ("start", "in_product"),
        ("start", "mail"),
    ]
    assert all(end["reference"].startswith("ref-") and "by" not in end for end in ends)
    [end] = reminded(envelope_of(opened, world.members["neighbour"]))
    assert end["channel"] == "in_product"
    assert list(broken_chains()) == []


def test_hr_reminds_once_a_day_and_stands_in_the_chain(world, opened, at, channels):
    channels(in_product="Taking")
    hr, everybody = world.users["hr_city"], opened.envelopes.values_list("pk", flat=True)
    assert remind_now(round_=opened, envelopes=everybody, by=hr, at=at) == 4
    assert remind_now(round_=opened, envelopes=everybody, by=hr, at=at) == 0
    assert send_all(at) == 4
    assert reminded(envelope_of(opened, world.members["staff"]))[0]["by"] == hr.pk
    assert remind_now(round_=opened, envelopes=everybody, by=hr, at=at + timedelta(days=1)) == 4


def test_a_channel_that_is_not_set_up_reminds_nobody(world, opened, at, channels):
    channels(mail="Unset")
    sweep(at=at)
    assert send_all(at) == 0
    assert set(Reminder.objects.values_list("outcome", "sent_at")) == {("not_configured", None)}
    assert not EvidenceEntry.objects.filter(kind="reminded").exists()


def test_who_signed_meanwhile_is_not_written_to(world, at, channels):
    taken = channels(mail="Taking")
    opened = make_round(world, at, organisation=world.guishan)
    sweep(at=at)
    sign(envelope_of(opened, world.members["stranger"]), at)
    assert send_all(at) == 0
    assert [row.outcome for row in Reminder.objects.all()] == ["dropped"]
    assert taken == []


def test_nobody_is_reminded_of_a_closed_round_or_an_exemption(world, opened, at, channels):
    channels(in_product="Taking")
    hr = world.users["hr_city"]
    exempt = envelope_of(opened, world.members["staff"])
    exempt_envelope(envelope=exempt, reason="长期病假", by=hr, at=at)
    assert sweep(at=at) == 3
    close_round(round_=opened, reason="工作结束", by=hr, at=at)
    assert send_all(at) == 0
    assert set(Reminder.objects.values_list("outcome", flat=True)) == {"dropped"}
    assert sweep(at=at + timedelta(days=9)) == 0


def test_two_rounds_of_one_person_are_one_mail(world, opened, at, channels):
    taken = channels(mail="Taking")
    make_round(world, at, organisation=world.guishan, title="补签")
    sweep(at=at)
    assert send_all(at) == 3
    mails = {message.address: message.text for message in taken}
    assert len(taken) == 2
    assert "2026年度承诺书" in mails["stranger@example.org"]
    assert "补签" in mails["stranger@example.org"]
