"""The bytes of a chain are fixed for ever: what was linked years ago must verify today."""

import hashlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.chain import GENESIS, Break, canonical, digest, link, verify

PAYLOADS = [{"kind": "opened", "n": 1}, {"kind": "signed", "who": "王㛃"}, {"kind": "sealed"}]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


def chained(payloads, start: str = GENESIS) -> list[tuple]:
    entries, previous = [], start
    for payload in payloads:
        previous = link(previous, payload)
        entries.append((payload, previous))
    return entries


def test_a_chain_begins_with_sixty_four_zeros():
    assert GENESIS == "0000000000000000000000000000000000000000000000000000000000000000"
    assert len(GENESIS) == len(digest(b""))


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        ({"b": 1, "a": [1, 2]}, '{"a":[1,2],"b":1}'),
        ({"name": "王㛃𬭎"}, '{"name":"王㛃𬭎"}'),
        ([None, True, False, 1.5], "[null,true,false,1.5]"),
        ({"outer": {"z": 1, "a": 2}}, '{"outer":{"a":2,"z":1}}'),
        ("", '""'),
    ],
)
def test_a_value_has_one_form(payload, form):
    """Sorted, without spaces, and Chinese as it is written, not as escapes."""
    assert canonical(payload) == form.encode()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, [math.nan], {"a": math.inf}])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(ValueError, match="JSON"):
        canonical(value)


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object()])
def test_what_has_no_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


@given(value=VALUES)
def test_the_form_reads_back_the_same(value):
    assert json.loads(canonical(value)) == value


def test_a_digest_is_sha256_in_small_hexadecimal():
    assert digest("讲堂".encode()) == hashlib.sha256("讲堂".encode()).hexdigest()
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_link_covers_the_one_before_and_the_payload():
    covered = f'{GENESIS}\n{{"kind":"opened"}}'
    assert link(GENESIS, {"kind": "opened"}) == hashlib.sha256(covered.encode()).hexdigest()
    assert link("0" * 63 + "1", {"kind": "opened"}) != link(GENESIS, {"kind": "opened"})


def test_an_unbroken_chain_verifies():
    assert verify(chained(PAYLOADS)) is None
    assert verify([]) is None


def test_a_part_of_a_chain_verifies_from_its_own_start():
    entries = chained(PAYLOADS)
    assert verify(entries[1:], start=entries[0][1]) is None
    assert verify(entries[1:]) == Break(0, link(GENESIS, PAYLOADS[1]), entries[1][1])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_payload_is_found_where_it_stands(place):
    entries = chained(PAYLOADS)
    before = entries[place - 1][1] if place else GENESIS
    entries[place] = ({"kind": "forged"}, entries[place][1])
    assert verify(entries) == Break(place, link(before, {"kind": "forged"}), entries[place][1])


def test_a_row_taken_out_breaks_the_next():
    entries = chained(PAYLOADS)
    del entries[1]
    found = verify(entries)
    assert (found.position, found.found) == (1, entries[1][1])
    assert found.expected == link(entries[0][1], PAYLOADS[2])


def test_only_the_first_break_is_named():
    entries = [(payload, "f" * 64) for payload, _digest in chained(PAYLOADS)]
    assert verify(entries).position == 0


def test_rows_in_another_order_do_not_verify():
    entries = chained(PAYLOADS)
    assert verify([entries[1], entries[0], entries[2]]).position == 0
