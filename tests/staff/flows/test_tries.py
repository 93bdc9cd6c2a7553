from datetime import timedelta

import pytest

from staff.flows.tries import (
    LOG_IN,
    MOST_DEVICES,
    Meant,
    TooFast,
    TooManyTries,
    begin_try,
    drop_old_tries,
    forget_tries,
    forgive,
    know_device,
    knows_device,
)
from staff.models.tries import FailedTry, KnownDevice

pytestmark = pytest.mark.django_db


def begin(at, typed="YX1", account="YX1", device="", address="192.0.2.1"):
    return begin_try(meant=Meant(LOG_IN, typed, account, device), address=address, at=at)


def test_five_are_tested_the_sixth_is_not_and_does_not_lengthen_the_lock(at):
    assert [begin(at).left for _number in range(5)] == [4, 3, 2, 1, 0]
    with pytest.raises(TooManyTries):
        begin(at + timedelta(minutes=14))
    assert begin(at + timedelta(minutes=15)).is_open


def test_other_names_of_the_account_are_closed_without_a_word(at):
    for _number in range(5):
        begin(at, typed="13911112222")
    quiet = begin(at)
    assert (quiet.is_open, quiet.left) == (False, 4)


def test_a_right_one_takes_itself_back_and_no_other(at):
    begin(at)
    forgive(tried=begin(at))
    assert begin(at).left == 3
    forget_tries(account="YX1")
    assert begin(at).left == 4


def test_a_known_device_counts_for_itself(at):
    for _number in range(5):
        begin(at)
    assert begin(at, device="a").left == 4


def test_nothing_readable_is_kept(at):
    begin(at, typed="13911112222", device="cookie")
    row = FailedTry.objects.get()
    assert all(len(text) == 64 for text in (row.typed, row.account, row.address))
    assert "13911112222" not in str(vars(row))


def test_a_noisy_address_waits_two_seconds_between_tries(at, settings):
    settings.JIANGTANG_NOISY = 3
    for number in range(3):
        begin(at, typed=f"N{number}", account=f"N{number}")
    with pytest.raises(TooFast):
        begin(at + timedelta(seconds=1))
    assert begin(at + timedelta(seconds=1), device="known").is_open
    assert begin(at + timedelta(seconds=1), address="192.0.2.2").is_open
    assert begin(at + timedelta(seconds=3)).is_open


def test_devices_are_known_for_half_a_year_and_the_newest_stay(world, at):
    user = world.users["staff"]
    for number in range(MOST_DEVICES + 1):
        know_device(user=user, token=f"t{number}", at=at + timedelta(minutes=number))
    assert not knows_device(username="staff", token="t0", at=at)
    assert knows_device(username="staff", token="t1", at=at)
    assert not knows_device(username="coordinator", token="t1", at=at)
    assert not knows_device(username="staff", token="t1", at=at + timedelta(days=181))


def test_what_no_lock_looks_at_goes(world, at):
    begin(at)
    know_device(user=world.users["staff"], token="old", at=at)
    assert drop_old_tries(at=at + timedelta(minutes=14)) == 0
    assert drop_old_tries(at=at + timedelta(days=200)) == 1
    assert not KnownDevice.objects.exists()
