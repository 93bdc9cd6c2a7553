from itertools import pairwise

import pytest

from cms.lib.moves import Moves
from pledges.rounds.engine.ceremony import (
    ENVELOPE_MOVES,
    LIVE,
    MISSING,
    RELEASED,
    REPLACED,
    ROUND_MOVES,
    SIGNED,
    UNSIGNED,
    EnvelopeStatus,
    RoundState,
)

moves = Moves(ENVELOPE_MOVES)


def test_the_only_way_to_a_sealed_pledge():
    path = ["open", "viewed", "signed", "sealed"]
    assert all(moves.may(*pair) for pair in pairwise(path))
    before = {state for state in EnvelopeStatus if moves.may(state, EnvelopeStatus.SEALED)}
    assert before == {EnvelopeStatus.SIGNED}


@pytest.mark.parametrize(
    ("current", "wanted"),
    [
        ("open", EnvelopeStatus.SIGNED),
        ("signed", EnvelopeStatus.EXPIRED),
        ("sealed", EnvelopeStatus.SIGNED),
        ("expired", EnvelopeStatus.SIGNED),
        ("viewed", EnvelopeStatus.REVOKED),
        ("viewed", EnvelopeStatus.OPEN),
    ],
)
def test_there_is_no_other_way(current, wanted):
    assert not moves.may(current, wanted)


def test_closing_a_round_can_end_all_that_wait():
    assert all(moves.may(state, EnvelopeStatus.EXPIRED) for state in UNSIGNED)


def test_a_revocation_needs_a_signature_that_counts():
    before = {state for state in EnvelopeStatus if moves.may(state, EnvelopeStatus.REVOKED)}
    assert before == SIGNED


def test_every_status_has_one_side():
    sides = [UNSIGNED, SIGNED, REPLACED, RELEASED]
    assert sorted(status for side in sides for status in side) == sorted(EnvelopeStatus)
    assert not MISSING & (SIGNED | REPLACED)


def test_a_closed_round_stays_closed():
    assert ROUND_MOVES[RoundState.CLOSED] == frozenset()


def test_the_whole_life_of_an_envelope():
    assert {
        "open": {"viewed", "expired", "declined", "exempt"},
        "viewed": {"signed", "expired", "declined", "exempt"},
        "signed": {"sealed", "superseded", "revoked"},
        "sealed": {"superseded", "revoked"},
        "expired": set(),
        "declined": {"viewed", "expired", "exempt"},
        "exempt": {"open", "expired"},
        "superseded": set(),
        "revoked": set(),
    } == ENVELOPE_MOVES


def test_the_whole_life_of_a_round():
    assert {"open": {"closed"}, "closed": set()} == ROUND_MOVES


def test_what_each_word_for_several_states_means():
    assert {"open", "viewed"} == UNSIGNED
    assert {"signed", "sealed"} == SIGNED
    assert {"superseded", "revoked"} == REPLACED
    assert {"open", "viewed", "signed", "sealed", "declined", "exempt"} == LIVE
    assert {"open", "viewed", "declined", "expired"} == MISSING
    assert {"expired", "declined", "exempt"} == RELEASED
