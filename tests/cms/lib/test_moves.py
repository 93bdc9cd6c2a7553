"""A table of states: what may follow what, and that nothing else does."""

from enum import StrEnum
from types import SimpleNamespace

import pytest

from cms.lib.errors import MovedOn
from cms.lib.moves import Moves


class Light(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


TABLE = {Light.GREEN: {Light.AMBER}, Light.AMBER: {Light.RED}, Light.RED: set()}
moves = Moves(TABLE)


@pytest.mark.parametrize("wanted", Light)
@pytest.mark.parametrize("current", Light)
def test_every_pair_is_answered_as_the_table_says(current, wanted):
    row = SimpleNamespace(status=current.value)
    if wanted in TABLE[current]:
        moves.to(row, wanted)
        assert row.status == wanted
    else:
        with pytest.raises(MovedOn):
            moves.to(row, wanted)
        assert row.status == current.value
    assert moves.may(current.value, wanted) is (wanted in TABLE[current])


def test_a_stored_string_and_an_enum_member_are_one_state():
    assert moves.may("green", "amber")
    assert moves.may(Light.GREEN, Light.AMBER)


def test_a_state_nobody_knows_is_no_state_to_go_to():
    assert not moves.may(Light.GREEN, "blue")


def test_a_row_in_a_state_nobody_knows_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        moves.may("blue", Light.GREEN)


def test_the_field_can_have_another_name():
    row = SimpleNamespace(state="green")
    Moves(TABLE, "state").to(row, Light.AMBER)
    assert row.state == Light.AMBER
