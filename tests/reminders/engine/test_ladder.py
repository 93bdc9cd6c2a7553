from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.engine.ladder import START, Asked, Wanted, climb, rung, rungs
from tests.reminders.worked import table

OPENED, DUE = date(2026, 11, 1), date(2026, 11, 15)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(("today", "expected"), table("阶梯"))
def test_the_ladder_of_the_guide(today, expected):
    assert (rung(OPENED, DUE, date.fromisoformat(today), 3) or "–") == expected


def test_what_is_short_skips_what_lies_before_its_opening():
    opened, due = date(2026, 11, 14), date(2026, 11, 15)
    assert rung(opened, due, opened, 3) == "start"
    assert rung(opened, due, due, 3) == "due"


def test_without_late_reminders_the_ladder_ends_on_the_last_day():
    assert rung(OPENED, DUE, date(2027, 1, 1), 0) == "due"


@given(opened=days, term=st.integers(0, 200), wait=st.integers(0, 300), every=st.integers(0, 30))
def test_days_rise_and_no_rung_is_there_twice(opened, term, wait, every):
    due, until = opened + timedelta(days=term), opened + timedelta(days=wait)
    steps = rungs(opened, due, until, every)
    when, names = [day for day, _name in steps], [name for _day, name in steps]
    assert steps[0] == (opened, START)
    assert when == sorted(set(when))
    assert len(names) == len(set(names))
    assert all(opened <= day <= until for day in when)


@given(opened=days, term=st.integers(0, 60), wait=st.integers(0, 90), every=st.integers(0, 9))
def test_a_missed_day_changes_nothing_but_the_day(opened, term, wait, every):
    """Whoever looks on a later day finds a rung that an earlier look would have found, or newer."""
    due, today = opened + timedelta(days=term), opened + timedelta(days=wait)
    order = [name for _day, name in rungs(opened, due, today + timedelta(days=30), every)]
    before, after = rung(opened, due, today, every), rung(opened, due, today + timedelta(1), every)
    assert order.index(before) <= order.index(after) <= order.index(before) + 1


def asked(subject: str) -> Asked:
    return Asked(subject, 7, OPENED, DUE)


def test_who_comes_late_starts_at_the_start_and_then_takes_todays_rung():
    late = date(2026, 11, 14)
    assert climb([asked("a")], [], late, 3) == [Wanted("a", 7, START)]
    assert climb([asked("a")], [("a", START)], late, 3) == [Wanted("a", 7, "d-1")]
    assert climb([asked("a")], [("a", START), ("a", "d-1")], late, 3) == []


def test_what_another_heard_counts_for_nobody_else_and_nothing_is_said_before_the_opening():
    had = [("b", START)]
    assert climb([asked("a"), asked("b")], had, OPENED, 3) == [Wanted("a", 7, START)]
    assert climb([asked("a")], [], OPENED - timedelta(days=1), 3) == []


@given(st.lists(days, max_size=12), st.integers(0, 9))
def test_climbing_any_days_in_a_row_says_every_rung_once_at_most(looks, every):
    said: list[tuple[str, str]] = []
    for today in sorted(looks):
        said += [(one.subject, one.rung) for one in climb([asked("a")], said, today, every)]
    assert len(said) == len(set(said))
