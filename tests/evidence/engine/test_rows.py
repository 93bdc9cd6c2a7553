from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from evidence.engine.rows import plain, row_digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("480.00"), Decimal(480)),
        (
            datetime(2026, 11, 23, 1, tzinfo=UTC),
            datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8))),
        ),
        (b"x", memoryview(b"x")),
        ([1, (2, 3)], (1, [2, 3])),
        ({"b": 1.5, "a": None}, {"a": None, "b": 1.5}),
    ],
)
def test_equal_values_of_a_column_have_one_digest(one, other):
    assert row_digest("x/1", {"a": one}) == row_digest("x/1", {"a": other})


@pytest.mark.parametrize(
    ("one", "other"), [("1", 1), ("", None), (True, 1.0), (date(2026, 1, 2), "2026-1-2"), (b"", "")]
)
def test_other_values_have_another(one, other):
    assert row_digest("x/1", {"a": one}) != row_digest("x/1", {"a": other})


def test_the_name_of_the_row_is_covered():
    assert row_digest("x/1", {"a": 1}) != row_digest("x/2", {"a": 1})


def test_what_is_kept_is_plain():
    assert plain({"a": [Decimal("1.50"), date(2026, 1, 2)]}) == {"a": ["1.5", "2026-01-02"]}
