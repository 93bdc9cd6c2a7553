from datetime import UTC, datetime, timedelta

import pytest

from exams.engine.timing import accepts, deadline, is_overdue

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

GRACE = timedelta(seconds=120)


def test_the_window_cuts_the_duration():
    assert deadline(NOON, 60, NOON + timedelta(hours=3)) == NOON + timedelta(hours=1)
    assert deadline(NOON, 60, NOON + timedelta(minutes=10)) == NOON + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("moment", "counts"),
    [
        (timedelta(seconds=-1), True),
        (timedelta(0), True),
        (GRACE, True),
        (GRACE + timedelta(milliseconds=1), False),
    ],
)
def test_answers_count_until_the_end_of_the_grace(moment, counts):
    assert accepts(NOON, NOON + moment, GRACE) is counts
    assert is_overdue(NOON, NOON + moment, GRACE) is not counts


def test_extra_time_lasts_beyond_the_window():
    closes = NOON + timedelta(minutes=30)
    assert deadline(NOON, 60, closes) == closes
    assert deadline(NOON, 60, closes, 15) == closes + timedelta(minutes=15)
    assert deadline(NOON, 20, closes, 5) == NOON + timedelta(minutes=25)
