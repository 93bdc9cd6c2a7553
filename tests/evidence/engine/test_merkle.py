import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.merkle import EMPTY, Step, climb, leaf, path, root

DIGESTS = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=70)


def by_the_book(entries: list[str]) -> bytes:
    """The recursive definition of RFC 6962 §2.1, written down as it stands there."""
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + bytes.fromhex(entries[0])).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = by_the_book(entries[:split]), by_the_book(entries[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(DIGESTS)
def test_the_root_is_that_of_the_definition(entries):
    assert root(entries) == by_the_book(entries).hex()


@given(DIGESTS, st.data())
def test_every_path_leads_to_the_root(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    assert climb(entries[place], path(entries, place)) == root(entries)


@given(DIGESTS, st.data())
def test_another_entry_does_not_get_there(entries, data):
    place = data.draw(st.integers(0, len(entries) - 1))
    other = hashlib.sha256(entries[place].encode()).hexdigest()
    assert climb(other, path(entries, place)) != root(entries)


def test_nothing_has_a_root_of_its_own():
    assert root([]) == EMPTY == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize("place", [-1, 2])
def test_there_is_no_path_from_nowhere(place):
    with pytest.raises(IndexError):
        path(["00" * 32, "11" * 32], place)


THREE = ["00" * 32, "11" * 32, "22" * 32]


@pytest.mark.parametrize(
    ("place", "neighbours"),
    [(0, [(1, False), (2, False)]), (1, [(0, True), (2, False)]), (2, [(None, True)])],
)
def test_each_step_says_on_which_side_the_neighbour_stands(place, neighbours):
    """By hand: three leaves are a pair and one."""
    leaves = [leaf(entry) for entry in THREE]
    pair = hashlib.sha256(b"\x01" + leaves[0] + leaves[1]).digest()
    wanted = [
        Step((pair if number is None else leaves[number]).hex(), is_left=is_left)
        for number, is_left in neighbours
    ]
    assert path(THREE, place) == wanted


def test_an_entry_alone_needs_no_step():
    assert path(THREE[:1], 0) == []
    assert root(THREE[:1]) == leaf(THREE[0]).hex()
