import pytest

from pledges.rounds.engine.ceremony import (
    MOVES,
    RELEASED,
    REPLACED,
    SIGNED,
    UNSIGNED,
    BadMove,
    EnvelopeStatus,
    move,
)


def test_the_only_way_to_a_sealed_pledge():
    path = [EnvelopeStatus.OPEN]
    for wanted in (EnvelopeStatus.VIEWED, EnvelopeStatus.SIGNED, EnvelopeStatus.SEALED):
        path.append(move(path[-1], wanted))
    assert path == ["open", "viewed", "signed", "sealed"]


@pytest.mark.parametrize(
    ("current", "wanted"),
    [
        ("open", EnvelopeStatus.SIGNED),
        ("signed", EnvelopeStatus.EXPIRED),
        ("sealed", EnvelopeStatus.SIGNED),
        ("expired", EnvelopeStatus.SIGNED),
    ],
)
def test_other_moves_are_faults(current, wanted):
    with pytest.raises(BadMove):
        move(current, wanted)


def test_every_status_has_a_row_and_a_side():
    assert set(MOVES) == set(EnvelopeStatus)
    sides = [UNSIGNED, SIGNED, REPLACED, RELEASED]
    assert sorted(status for side in sides for status in side) == sorted(EnvelopeStatus)
