"""The whole table of moves of an attempt."""

from exams.engine.states import ATTEMPT_MOVES, BEGUN


def test_an_attempt_is_prepared_then_open_then_handed_in():
    assert {"prepared": {"open"}, "open": {"submitted"}, "submitted": set()} == ATTEMPT_MOVES


def test_a_prepared_row_is_nobody_s_attempt():
    assert {"open", "submitted"} == BEGUN
