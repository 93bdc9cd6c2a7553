from datetime import date

import pytest

from reminders.engine.ladder import rung

OPENED, DUE = date(2026, 11, 1), date(2026, 11, 15)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-10-31", None),
        ("2026-11-01", "start"),
        ("2026-11-07", "start"),
        ("2026-11-08", "d-7"),
        ("2026-11-10", "d-7"),
        ("2026-11-14", "d-1"),
        ("2026-11-15", "due"),
        ("2026-11-17", "due"),
        ("2026-11-18", "d+3"),
        ("2026-11-22", "d+6"),
    ],
)
def test_the_ladder_of_the_guide(today, expected):
    assert rung(OPENED, DUE, date.fromisoformat(today), 3) == expected


def test_a_short_round_skips_what_lies_before_its_opening():
    opened, due = date(2026, 11, 14), date(2026, 11, 15)
    assert rung(opened, due, opened, 3) == "start"
    assert rung(opened, due, due, 3) == "due"


def test_without_late_reminders_the_ladder_ends_on_the_last_day():
    assert rung(OPENED, DUE, date(2027, 1, 1), 0) == "due"
