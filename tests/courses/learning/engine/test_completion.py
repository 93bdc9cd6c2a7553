import pytest

from courses.learning.engine.completion import Progress, progress


@pytest.mark.parametrize(
    ("required", "right", "expected"),
    [
        ([1, 2], [1], Progress(2, 1)),
        ([1, 2], [1, 2, 2], Progress(2, 2)),
        ([1], [7], Progress(1, 0)),
        ([], [], Progress(0, 0)),
    ],
)
def test_progress_counts_required_items_once(required, right, expected):
    assert progress(required, right) == expected


def test_a_lesson_without_items_is_never_done():
    assert [Progress(0, 0).is_done, Progress(2, 1).is_done, Progress(2, 2).is_done] == [
        False,
        False,
        True,
    ]
