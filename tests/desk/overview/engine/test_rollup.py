from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.overview.engine.rollup import Row, Tally, columns, roll_up, sort_rows

CITY, COUNTY, OTHER, TOWN = "0001", "00010001", "00010002", "000100010001"


def test_roll_up_adds_every_level_below():
    counts = {CITY: Tally(1, 0), TOWN: Tally(3, 2), OTHER: Tally(5, 5)}
    assert roll_up(counts, [CITY, COUNTY, OTHER, TOWN]) == {
        CITY: Tally(9, 7),
        COUNTY: Tally(3, 2),
        OTHER: Tally(5, 5),
        TOWN: Tally(3, 2),
    }


def test_a_path_nobody_asked_for_is_not_reported():
    assert roll_up({TOWN: Tally(3, 2)}, [OTHER]) == {OTHER: Tally()}


@given(
    st.dictionaries(
        st.lists(st.integers(1, 3), min_size=1, max_size=4).map(
            lambda steps: "".join(f"{step:04d}" for step in steps)
        ),
        st.tuples(st.integers(0, 50), st.integers(0, 50)).map(
            lambda pair: Tally(max(pair), min(pair))
        ),
    )
)
def test_the_tops_hold_everybody_once(counts):
    tops = {path[:4] for path in counts}
    totals = roll_up(counts, tops).values()
    assert sum(total.due for total in totals) == sum(tally.due for tally in counts.values())
    assert sum(total.open for total in totals) == sum(tally.open for tally in counts.values())


@pytest.mark.parametrize(
    ("due", "done", "percent"),
    [(0, 0, None), (3, 2, "66.6"), (1085, 1084, "99.9"), (8, 8, "100.0"), (7, 0, "0.0")],
)
def test_percent_is_cut_off_so_that_100_means_everybody(due, done, percent):
    assert Tally(due, done).percent == (percent and Decimal(percent))


ROWS = [
    Row("1", "甲", {"a": Tally(10, 9), "b": Tally(10, 10)}),
    Row("2", "乙", {"a": Tally(10, 10), "b": Tally(2, 1)}),
    Row("3", "丙", {"a": Tally(0, 0), "b": Tally(0, 0)}),
    Row("4", "丁", {"a": Tally(10, 9), "b": Tally(20, 18)}),
]


@pytest.mark.parametrize(
    ("column", "descending", "names"),
    [
        ("worst", False, "乙丁甲丙"),
        ("name", True, "丁丙乙甲"),
        ("a.open", True, "丁甲丙乙"),
        ("a.percent", False, "甲丁乙丙"),
        ("b.due", False, "丙乙甲丁"),
    ],
)
def test_sort_rows(column, descending, names):
    assert "".join(row.name for row in sort_rows(ROWS, column, descending=descending)) == names


def test_every_column_can_be_sorted_by():
    for column in columns(["a", "b"]):
        assert len(sort_rows(ROWS, column)) == len(ROWS)
