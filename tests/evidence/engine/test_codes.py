import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.codes import ALPHABET, RANDOM_BYTES, BadCode, make_code, parse_code

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


@pytest.mark.parametrize(
    ("random", "code"),
    [
        (b"\x00" * 9 + b"\x01", "1000-0000-0000-000Y"),
        (b"\xff" * 10, "ZZZZ-ZZZZ-ZZZZ-ZZZF"),
        (bytes(range(10)), "902E-03M0-4R04-G00B"),
    ],
)
def test_the_same_bytes_give_the_same_code_for_ever(random, code):
    assert make_code(random) == code
    assert make_code(random + b"more") == code


def test_ten_bytes_are_all_that_a_code_takes():
    assert RANDOM_BYTES == 10


def test_the_alphabet_is_crockford_s():
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.mark.parametrize("mark", list(" -－—_\t\n"))
def test_marks_between_the_groups_are_forgiven(mark):
    assert parse_code(mark.join(["0000", "0000", "0000", "0000"])) == "0000-0000-0000-0000"


@pytest.mark.parametrize("typed", ["1", "i", "I", "l", "L"])
def test_i_and_l_are_read_as_one(typed):
    assert parse_code(f"{typed}000-0000-0000-000Y") == "1000-0000-0000-000Y"


def test_one_sign_too_many_is_no_code():
    with pytest.raises(BadCode, match="length"):
        parse_code("0" * 17)
