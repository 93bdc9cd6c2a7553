from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.models.jobs import Job
from reminders.engine.ladder import Wanted
from reminders.flows.asking import ask, sweep
from reminders.models.reminder import Reminder
from tests.factories.reminders import make_reminder, sent


@pytest.fixture(autouse=True)
def _two(channels):
    channels(in_product="Taking", mail="Taking")


def rows() -> list[tuple[str, str, str]]:
    found = Reminder.objects.order_by("pk")
    return list(found.values_list("subject", "rung", "channel"))


def chore(chores, world, at, name="x", who="staff", days=10) -> str:
    today = timezone.localdate(at)
    return chores.add(name, world.members[who], today, today + timedelta(days=days))


def test_a_sweep_takes_the_rung_of_the_day_once(chores, world, at):
    chore(chores, world, at)
    assert (sweep(at=at), sweep(at=at)) == (1, 0)
    assert rows() == [("chore:x", "start", "in_product"), ("chore:x", "start", "mail")]
    later = at + timedelta(days=3)
    assert (sweep(at=later), sweep(at=later + timedelta(hours=1))) == (1, 0)
    assert rows()[2:] == [("chore:x", "d-7", "in_product"), ("chore:x", "d-7", "mail")]


def test_what_is_done_is_not_asked_for_again(chores, world, at):
    chores.done.add(chore(chores, world, at))
    assert sweep(at=at) == 0
    assert rows() == []


def test_a_sweep_asks_for_the_sending_only_when_something_may_leave(chores, world, at, channels):
    channels(mail="Taking")
    chore(chores, world, at)
    sweep(at=at.replace(hour=6))
    assert not Job.objects.filter(name="reminders.deliver").exists()
    sweep(at=at.replace(hour=8))
    assert Job.objects.filter(name="reminders.deliver").count() == 1


def test_nothing_to_say_makes_no_job(chores, db, at):
    assert sweep(at=at) == 0
    assert Job.objects.count() == 0


def test_a_sweep_costs_the_same_for_one_and_for_many(chores, world, at):
    """Per batch one look at what was said and one insert; for the whole two looks at the queue."""
    chore(chores, world, at)
    with CaptureQueriesContext(connection) as one:
        sweep(at=at)
    for number in range(300):
        chore(chores, world, at, name=f"many{number}")
    with CaptureQueriesContext(connection) as many:
        assert sweep(at=at) == 300
    assert without_inserts(many) == without_inserts(one)
    assert len(many) - len(without_inserts(many)) <= 10


def without_inserts(captured) -> list[str]:
    """What was asked, by its first words; how an insert is split is the database's."""
    asked = [query["sql"] for query in captured.captured_queries]
    return [sql[:20] for sql in asked if not sql.startswith("INSERT")]


def test_somebody_asks_by_hand_once_per_rung(chores, world, at):
    subject, hr = chore(chores, world, at), world.users["hr_city"]
    wanted = [Wanted(subject, world.members["staff"].pk, "hr-20261123")]
    assert ask(wanted=wanted, by=hr, at=at) == 1
    assert ask(wanted=wanted, by=hr, at=at) == 0
    assert set(Reminder.objects.values_list("by", "outcome")) == {(hr.pk, "queued")}
    assert Job.objects.filter(name="reminders.deliver").count() == 1


def test_nobody_asked_makes_no_job(db, at):
    assert ask(wanted=[], by=None, at=at) == 0
    assert Job.objects.count() == 0


def test_the_same_rung_from_two_sides_at_once_is_kept_once(chores, world, at, monkeypatch):
    """The other side wrote after this one had looked."""
    subject = chore(chores, world, at)
    member = world.members["staff"]
    make_reminder(member, at, subject=subject, channel="in_product", **sent(at))
    make_reminder(member, at, subject=subject, channel="mail")
    monkeypatch.setattr("reminders.flows.asking._had", lambda subjects: set())
    sweep(at=at)
    assert rows() == [(subject, "start", "in_product"), (subject, "start", "mail")]
    assert Reminder.objects.filter(outcome="sent").count() == 1
