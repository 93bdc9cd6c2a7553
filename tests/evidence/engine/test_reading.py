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
