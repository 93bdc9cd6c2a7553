"""The whole tables of moves of a household on file and of an alert."""

from pledges.kinship.engine.states import (
    ALERT_MOVES,
    CURRENT,
    HOUSEHOLD_MOVES,
    REMINDERS,
    UNSETTLED,
)


def test_the_life_of_a_household():
    assert HOUSEHOLD_MOVES == {
        "filed": {"confirmed", "refused", "stopped", "replaced"},
        "confirmed": {"stopped", "replaced"},
        "refused": set(),
        "stopped": set(),
        "replaced": set(),
    }
    assert CURRENT == {"filed", "confirmed"}


def test_the_life_of_an_alert():
    assert ALERT_MOVES == {
        "open": {"concluded", "settled"},
        "concluded": {"closed", "open", "settled"},
        "closed": set(),
        "settled": set(),
    }
    assert UNSETTLED == {"open", "concluded"}


def test_late_declarations_end_with_the_declaration():
    assert REMINDERS == {"overdue", "post"}
