from datetime import UTC, datetime, timedelta

import pytest

from exams.engine.timing import GRACE, accepts, deadline, is_overdue

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


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
    assert accepts(NOON, NOON + moment) is counts
    assert is_overdue(NOON, NOON + moment) is not counts
