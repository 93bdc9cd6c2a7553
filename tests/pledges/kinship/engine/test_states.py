"""The whole tables of moves of a household on file and of an alert."""

from pledges.kinship.engine.states import (
    ALERT_MOVES,
    CURRENT,
    HOUSEHOLD_MOVES,
    REMINDERS,
    UNSETTLED,
)


def test_the_life_of_a_household():
    assert {
        "filed": {"confirmed", "refused", "stopped", "replaced"},
        "confirmed": {"stopped", "replaced"},
        "refused": set(),
        "stopped": set(),
        "replaced": set(),
    } == HOUSEHOLD_MOVES
    assert {"filed", "confirmed"} == CURRENT


def test_the_life_of_an_alert():
    assert {
        "open": {"concluded", "settled"},
        "concluded": {"closed", "open", "settled"},
        "closed": set(),
        "settled": set(),
    } == ALERT_MOVES
    assert {"open", "concluded"} == UNSETTLED


def test_late_declarations_end_with_the_declaration():
    assert {"overdue", "post"} == REMINDERS
