import json

import pytest

from evidence.engine import reading
from evidence.engine.reading import Reading, least_seconds


@pytest.mark.parametrize(
    ("characters", "seconds"),
    [(0, 0), (1, 1), (10, 1), (11, 2), (600, 60), (1800, 180), (9000, 180)],
)
def test_the_least_time_for_a_text(characters, seconds):
    assert least_seconds(characters) == seconds


def measured(seconds, total) -> str:
    return json.dumps({"seconds": seconds, "total": total})


def test_a_believable_reading_is_kept():
    kept = reading.parse(measured([3, 0, 8], 9), sections=3, elapsed=9)
    assert kept == Reading((3, 0, 8), 9)
    assert kept.as_data() == {"seconds": [3, 0, 8], "total": 9}


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "[]",
        "null",
        measured([3, 8], 9),
        measured([3, 4, 10], 9),
        measured([-1, 4, 5], 9),
        measured([1.5, 4, 5], 9),
        measured([True, 4, 5], 9),
        measured([3, 4, 5], 100),
    ],
)
def test_what_cannot_be_is_not_measured(payload):
    assert reading.parse(payload, sections=3, elapsed=60) is None


def test_two_clocks_may_differ_by_five_seconds():
    assert reading.parse(measured([3], 65), sections=1, elapsed=60) == Reading((3,), 65)
    assert reading.parse(measured([3], 66), sections=1, elapsed=60) is None


def test_a_section_may_have_taken_all_of_the_time():
    assert reading.parse(measured([0, 9], 9), sections=2, elapsed=9) == Reading((0, 9), 9)
    assert reading.parse(measured([10, 0], 9), sections=2, elapsed=60) is None


def test_more_sections_than_the_text_has_were_not_measured():
    assert reading.parse(measured([1, 1, 1, 1], 9), sections=3, elapsed=60) is None


@pytest.mark.parametrize(
    "payload",
    ['{"seconds": [1]}', '{"total": 1}', '{"seconds": 1, "total": 1}', "[" * 100_000],
)
def test_half_a_measure_is_none(payload):
    assert reading.parse(payload, sections=1, elapsed=60) is None


@pytest.mark.parametrize("total", ["9", 9.0, True, None])
def test_a_total_is_a_whole_number(total):
    assert reading.parse(measured([1], total), sections=1, elapsed=60) is None
