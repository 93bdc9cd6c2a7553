from datetime import timedelta

import pytest

from reminders.models.reminder import Reminder
from reminders.queries.reminders import address_of, last_shown, ready, reminders_of, tally
from tests.factories.reminders import make_reminder, sent


@pytest.fixture
def member(world):
    return world.members["staff"]


def pks(waiting) -> list[list[int]]:
    return [[row.pk for row in bundle.rows] for bundle in waiting]


def test_by_day_everything_is_ready_bundled_by_person_and_channel(world, member, at):
    other = world.members["stranger"]
    rows = [
        make_reminder(member, at),
        make_reminder(other, at),
        make_reminder(member, at),
        make_reminder(member, at, channel="in_product"),
    ]
    make_reminder(member, at, **sent(at - timedelta(days=1)))
    assert pks(ready(at)) == [[rows[0].pk, rows[2].pk], [rows[1].pk], [rows[3].pk]]


def test_at_night_only_what_the_product_shows(member, at):
    make_reminder(member, at)
    make_reminder(member, at, channel="sms")
    shown = make_reminder(member, at, channel="in_product")
    assert pks(ready(at.replace(hour=22))) == [[shown.pk]]
    assert len(ready(at.replace(hour=8))) == 3


def test_who_heard_of_something_today_hears_the_next_tomorrow(world, member, at):
    make_reminder(member, at, **sent(at.replace(hour=8)))
    make_reminder(member, at)
    other = make_reminder(member, at, channel="sms")
    assert pks(ready(at)) == [[other.pk]]
    assert len(ready(at + timedelta(days=1))) == 2


def test_what_hr_sent_today_holds_nothing_back_and_is_not_held(world, member, at):
    hr = world.users["hr_city"]
    make_reminder(member, at, by=hr, **sent(at.replace(hour=8)))
    ladder = make_reminder(member, at)
    assert pks(ready(at)) == [[ladder.pk]]
    make_reminder(member, at, **sent(at.replace(hour=8)))
    assert ready(at) == []
    by_hand = make_reminder(member, at, by=hr)
    assert pks(ready(at)) == [[ladder.pk, by_hand.pk]]


def test_the_queue_costs_two_queries_however_long(world, member, at, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert ready(at) == []
    for number in range(30):
        make_reminder(member, at, subject=f"chore:long{number}")
    with django_assert_num_queries(2):
        assert len(ready(at)) == 1


def test_addresses_come_from_roster_and_account(member):
    member.mobile, member.user.email = "19908770001", "staff@example.org"
    assert address_of(member, "sms") == "19908770001"
    assert address_of(member, "mail") == "staff@example.org"
    assert address_of(member, "in_product") == str(member.user_id)


def test_a_notice_needs_somebody_who_can_log_in(member):
    member.user.email, member.user.is_active = "staff@example.org", False
    assert address_of(member, "in_product") == address_of(member, "mail") == ""
    member.user = None
    assert address_of(member, "in_product") == address_of(member, "mail") == ""


def test_of_one_subject_newest_first(member, at):
    old = make_reminder(member, at - timedelta(days=7), **sent(at))
    new = make_reminder(member, at, subject=old.subject, rung="d-1")
    make_reminder(member, at)
    assert list(reminders_of(old.subject)) == [new, old]


def test_what_the_person_was_last_shown(member, at, django_assert_num_queries):
    first = make_reminder(member, at, channel="in_product", **sent(at))
    later = {"subject": first.subject, "channel": "in_product"}
    make_reminder(member, at, rung="d-7", **later, **sent(at + timedelta(days=3)))
    make_reminder(member, at, rung="d-1", **later)
    mailed = make_reminder(member, at, **sent(at))
    with django_assert_num_queries(1):
        shown = last_shown([first.subject, mailed.subject])
    assert shown == {first.subject: at + timedelta(days=3)}


def test_a_tally_counts_each_end_of_each_channel(member, at, django_assert_num_queries):
    for number in range(3):
        make_reminder(member, at, subject=f"chore:t{number}", **sent(at))
    failed = {"outcome": "failed", "taken_at": at, "problem": "余额不足"}
    make_reminder(member, at, subject="chore:t0", channel="sms", **failed)
    make_reminder(member, at, subject="chore:other", **sent(at))
    mine = Reminder.objects.filter(subject__startswith="chore:t").order_by().values("subject")
    with django_assert_num_queries(1):
        rows = tally(mine)
    assert [(row.number, row.tone, row.problem) for row in rows] == [
        (3, "ok", ""),
        (1, "bad", "余额不足"),
    ]
