from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.engine.quiet import QuietHours, may_leave, parse_hours
from tests.reminders.worked import table

minutes = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
moments = st.builds(datetime.combine, DAYS, st.times())


@pytest.mark.parametrize(("hours", "now", "channel", "leaves"), table("静默时段"))
def test_the_hours_of_the_guide(hours, now, channel, leaves):
    quiet = parse_hours("" if hours == "–" else hours)
    at, expected = datetime.fromisoformat(now), datetime.fromisoformat(leaves)
    assert may_leave(channel, at, quiet) == (at == expected)
    if quiet is not None and at != expected:
        assert quiet.release(at) == expected
    assert may_leave(channel, expected, quiet)


@pytest.mark.parametrize("text", ["20:00", "20-8-3", "25:00-08:00", "abends-früh"])
def test_hours_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_hours(text)


@given(minutes, minutes, moments)
def test_what_waits_leaves_at_the_first_moment_that_is_not_quiet(start, end, now):
    quiet = QuietHours(start, end)
    leaves = quiet.release(now)
    assert now <= leaves < now + timedelta(days=1)
    assert not quiet.covers(leaves.time())
    if quiet.covers(now.time()):
        assert leaves.time() == end
        assert quiet.covers((leaves - timedelta(microseconds=1)).time())
    else:
        assert leaves == now


@given(minutes, minutes, st.times())
def test_a_day_is_divided_between_some_hours_and_the_others(start, end, moment):
    if start != end:
        assert QuietHours(start, end).covers(moment) != QuietHours(end, start).covers(moment)
    assert not QuietHours(start, start).covers(moment)


def test_midnight_is_within_a_night():
    assert QuietHours(time(20), time(8)).covers(time(0))
