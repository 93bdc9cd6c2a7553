"""Which rounds somebody sees: those in which anybody within reach was asked to sign."""

import pytest

from pledges.rounds.permissions import visible_rounds
from tests.factories.rounds import make_round


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        ("hr_city", {"eshan", "guishan"}),
        ("hr_county", {"eshan"}),
        ("hr_township", {"eshan"}),
        ("hr_other", {"guishan"}),
        ("inspector", {"eshan", "guishan"}),
        ("staff", set()),
        ("trainer", set()),
    ],
)
def test_rounds_within_reach(world, at, user, seen):
    rounds = {name: make_round(world, at, getattr(world, name)) for name in ("eshan", "guishan")}
    found = set(visible_rounds(world.users[user]))
    assert {name for name, row in rounds.items() if row in found} == seen
