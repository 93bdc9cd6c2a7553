from datetime import timedelta

import pytest
from django.utils import translation

from reminders.engine.digest import bundles
from reminders.flows.delivery import deliver, send_bundle
from reminders.models.reminder import Reminder
from reminders.queries.reminders import ready
from tests.factories.reminders import make_reminder


@pytest.fixture
def member(world):
    member = world.members["staff"]
    member.user.email = "staff@example.org"
    member.user.save()
    return member


def send_all(at) -> int:
    return deliver(clock=lambda: at)


def ends() -> list[tuple[str, str]]:
    return list(Reminder.objects.order_by("pk").values_list("outcome", "problem"))


def test_what_was_taken_is_sent_with_its_reference_and_told_to_the_chain(
    world, member, at, chores, channels
):
    taken, hr = channels(mail="Taking"), world.users["hr_city"]
    row = make_reminder(member, at, rung="hr-20261123", by=hr)
    later = at + timedelta(minutes=3)
    assert send_all(later) == 1
    [message] = taken
    assert (message.address, message.title) == ("staff@example.org", f"办 {row.subject}")
    row.refresh_from_db()
    assert (row.outcome, row.reference) == ("sent", "ref-1")
    assert (row.taken_at, row.sent_at) == (later, later)
    [(arrival, noted_at)] = chores.noted
    assert (arrival.subject, arrival.rung, arrival.channel) == (row.subject, "hr-20261123", "mail")
    assert (arrival.reference, arrival.by, noted_at) == ("ref-1", hr.pk, later)
    assert send_all(later) == 0
    assert len(taken) == 1


def test_several_matters_become_one_message_in_the_language_of_the_house(
    member, at, chores, channels
):
    taken = channels(mail="Taking")
    rows = [make_reminder(member, at) for _ in range(2)]
    make_reminder(member, at, subject=rows[0].subject, rung="d-7")
    with translation.override("en"):
        assert send_all(at) == 3
    [message] = taken
    assert "2" in message.title
    assert "things" not in message.title
    assert message.text.splitlines()[1:] == [f"{n}. 办 {r.subject}" for n, r in enumerate(rows, 1)]
    assert len(chores.noted) == 3


def test_what_was_done_meanwhile_is_dropped_and_leaves_the_message(member, at, chores, channels):
    taken = channels(mail="Taking")
    first, second = make_reminder(member, at), make_reminder(member, at)
    chores.done.add(first.subject)
    assert send_all(at) == 1
    assert [message.title for message in taken] == [f"办 {second.subject}"]
    assert ends() == [("dropped", ""), ("sent", "")]
    assert [arrival.subject for arrival, _at in chores.noted] == [second.subject]


def test_when_all_is_done_nobody_is_written_to(member, at, chores, channels):
    taken = channels(mail="Taking")
    chores.done.add(make_reminder(member, at).subject)
    assert send_all(at) == 0
    assert (taken, ends(), chores.noted) == ([], [("dropped", "")], [])


@pytest.mark.parametrize(
    ("gateway", "outcome", "problem"),
    [("Refusing", "failed", "余额不足"), ("Unset", "not_configured", "没有密钥")],
)
def test_what_was_not_taken_is_never_recorded_as_sent(
    member, at, chores, channels, gateway, outcome, problem
):
    channels(mail=gateway)
    make_reminder(member, at)
    assert send_all(at) == 0
    assert ends() == [(outcome, problem)]
    assert Reminder.objects.get().sent_at is None
    assert chores.noted == []


def test_who_has_no_address_is_not_sent_to(member, at, chores, channels):
    taken = channels(sms="Taking", in_product="Taking")
    member.mobile, member.user.is_active = "", False
    member.save()
    member.user.save()
    make_reminder(member, at, channel="sms")
    make_reminder(member, at, channel="in_product")
    assert send_all(at) == 0
    assert (taken, chores.noted) == ([], [])
    assert ends() == [("no_address", "")] * 2


def test_a_crash_between_sending_and_the_answer_never_sends_twice(member, at, chores, channels):
    taken = channels(mail="Crashing")
    make_reminder(member, at)
    with pytest.raises(KeyboardInterrupt):
        send_all(at)
    channels(mail="Taking")
    assert send_all(at + timedelta(days=1)) == 0
    assert ends() == [("sending", "")]
    assert (len(taken), chores.noted) == (1, [])


def test_a_chain_that_cannot_be_written_leaves_no_sent_row(member, at, chores, channels):
    """Row and entry say the same: both, or neither and "no answer yet" for a person to see."""
    taken = channels(mail="Taking")
    make_reminder(member, at)

    chores.breaks = True
    with pytest.raises(RuntimeError):
        send_all(at)
    assert ends() == [("sending", "")]
    assert len(taken) == 1
    assert ready(at) == []


def test_two_workers_with_the_same_bundle_send_one_message(member, at, chores, channels):
    taken = channels(mail="Taking")
    make_reminder(member, at)
    [bundle] = ready(at)
    assert [send_bundle(bundle=bundle, at=at) for _ in range(2)] == [1, 0]
    assert len(taken) == 1


def test_the_evening_stops_a_long_queue(world, member, at, chores, channels):
    taken = channels(mail="Taking")
    for name in ("staff", "stranger"):
        world.members[name].user.email = f"{name}@example.org"
        world.members[name].user.save()
        make_reminder(world.members[name], at)
    times = iter([at.replace(hour=19, minute=59)] * 2 + [at.replace(hour=20)])
    assert deliver(clock=lambda: next(times)) == 1
    assert len(taken) == 1
    assert ends() == [("sent", ""), ("queued", "")]
    assert send_all(at + timedelta(days=1)) == 1


def test_progress_is_told_after_each_message(world, member, at, chores, channels):
    channels(mail="Taking")
    for name in ("staff", "stranger", "neighbour"):
        make_reminder(world.members[name], at)
    steps: list[tuple[int, int]] = []
    deliver(clock=lambda: at, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_one_message_costs_the_same_for_one_matter_and_for_many(
    world, member, at, chores, channels, django_assert_max_num_queries
):
    channels(mail="Taking")
    make_reminder(member, at)
    for bundle in (1, 20):
        for _ in range(bundle - 1):
            make_reminder(member, at)
        [one] = bundles([row for b in ready(at) for row in b.rows], set())
        with django_assert_max_num_queries(8):
            send_bundle(bundle=one, at=at)
        at += timedelta(days=1)
        make_reminder(member, at)
