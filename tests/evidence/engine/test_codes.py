import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.codes import ALPHABET, BadCode, make_code, parse_code

bits = st.binary(min_size=10, max_size=10)


@given(bits)
def test_a_code_reads_back_as_itself(random):
    code = make_code(random)
    assert parse_code(code) == code
    assert parse_code(f" {code.lower().replace('-', ' ')} ") == code


@given(bits, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(random, place, other):
    text = make_code(random).replace("-", "")
    changed = text[:place] + other + text[place + 1 :]
    if changed != text:
        with pytest.raises(BadCode, match="check"):
            parse_code(changed)


def test_letters_that_look_like_digits_are_forgiven():
    code = make_code(b"\0" * 10)
    assert code == "0000-0000-0000-0000"
    assert parse_code("OOOO OOOO oooo oooo") == code


@pytest.mark.parametrize(
    ("typed", "reason"), [("", "length"), ("ABCD", "length"), ("U" * 16, "character")]
)
def test_what_is_no_code(typed, reason):
    with pytest.raises(BadCode) as caught:
        parse_code(typed)
    assert caught.value.reason == reason
