import pytest

from cms.lib.pdf.stamp.errors import Unfit
from cms.lib.pdf.stamp.paths import Bars, Box, Strokes, operators

BOX = Box(100, 200, 40, 20)


def test_strokes_lie_in_the_middle_of_their_box_upside_down():
    drawn = operators(Strokes((0, 0, 10, 10), "M0 0Q5 5 10 0L3 4M1 1h1", 2), BOX, "0 0 0")
    assert drawn == (
        "q 0 0 0 RG 0.66667 0 0 -0.66667 110.000 220.000 cm 6 w 1 J 1 j\n"
        "0 0 m\n10 10 20 10 30 0 c\n9 12 l\n3 3 m\n6 3 l\nS Q\n"
    )


def test_bars_are_filled():
    drawn = operators(Bars(20, ((0, 0, 7), (3, 2, 1))), BOX, "0.1 0.2 0.3")
    assert drawn == (
        "q 0.1 0.2 0.3 rg 1.00000 0 0 -1.00000 110.000 220.000 cm\n0 0 7 1 re 3 2 1 1 re f Q\n"
    )
    assert Bars(20, ((0, 0, 7),)).path == "M0 0h7v1h-7z"


def test_an_unknown_step_is_not_guessed():
    with pytest.raises(Unfit):
        operators(Strokes((0, 0, 10, 10), "M0 0T5 5", 2), BOX, "0 0 0")
