from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.pdf.stamp.lines import NOT_FIRST, NOT_LAST, break_lines

ALPHABET = "民政局救助站双江街道王㛃李多吉、。，；：？！（）〔〕《》“”·…—0123456789AZaz-. 　"


def em(text: str) -> float:
    return sum(0.5 if letter.isascii() else 1.0 for letter in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("本人郑重承诺", 6, ["本人郑重承诺"]),
        ("本人郑重承诺如下", 6, ["本人郑重承诺", "如下"]),
        ("本人郑重承诺，如下", 6, ["本人郑重承", "诺，如下"]),
        ("本人郑重承诺），如下", 6, ["本人郑重承", "诺），如下"]),
        ("本人郑重承（如下）", 6, ["本人郑重承", "（如下）"]),
        ("自2026年11月23日起", 3, ["自2026", "年11月", "23日起"]),
        ("编号A1234567B号", 4, ["编号A123", "4567B号"]),
        ("双江　街道", 2, ["双江", "街道"]),
        ("。。。。", 2, ["。。", "。。"]),
        ("", 5, []),
    ],
)
def test_where_lines_end(text, width, lines):
    assert break_lines(text, em, width, width) == lines


def test_the_first_line_is_shorter():
    assert break_lines("本人郑重承诺如下", em, 2, 4) == ["本人", "郑重承诺", "如下"]


def test_a_number_that_fits_every_line_but_the_first_is_broken_there():
    assert break_lines("000000000", em, 4, 5) == ["00000000", "0"]


@given(st.text(ALPHABET, max_size=120), st.integers(4, 40), st.integers(0, 2))
def test_nothing_is_lost_and_no_line_too_long(text, measure, indent):
    lines = break_lines(text, em, measure - indent, measure)
    letters = "".join(text.split())
    assert "".join("".join(lines).split()) == letters
    widths = [measure - indent, *[measure] * len(lines)]
    assert all(em(line) <= width for line, width in zip(lines, widths, strict=False))


@given(st.text(ALPHABET, max_size=120), st.integers(12, 40))
def test_marks_stand_where_they_may(text, measure):
    """Unless a whole line has no lawful place to end."""
    lines = break_lines(text, em, measure, measure)
    for before, after in pairwise(lines):
        if not before or not after or _lawless(before + after[:1]):
            continue
        assert after[0] not in NOT_FIRST
        assert before[-1] not in NOT_LAST


def _lawless(line: str) -> bool:
    """Whether marks follow so thickly that hardly two letters may part."""
    marks = NOT_FIRST | NOT_LAST
    return sum(letter in marks or letter.isascii() or letter.isspace() for letter in line) > 3


@given(st.text(min_size=1, max_size=60), st.integers(1, 9))
def test_any_text_comes_to_an_end(text, measure):
    lines = break_lines(text, em, measure, measure)
    assert "".join("".join(lines).split()) == "".join(text.split())
