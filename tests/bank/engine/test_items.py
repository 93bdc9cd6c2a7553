import pytest

from bank.engine.items import Mark, gaps, normalise, stem_digest, strip_marks, weakest_mark


@pytest.mark.parametrize(
    ("basis", "mark"),
    [
        ("《甲法》第一条[已核]", Mark.CHECKED),
        ("《甲法》第一条[已核]；报道[本地]", Mark.LOCAL),
        ("《甲法》[佐证]，第十六条[待核]；《乙法》[已核]", Mark.UNCHECKED),
        ("《甲法》第一条", Mark.NONE),
    ],
)
def test_the_weakest_mark_counts(basis, mark):
    assert weakest_mark(basis) is mark


def test_trainees_do_not_read_the_marks():
    assert strip_marks("《甲法》第一条[已核]；报道[本地]") == "《甲法》第一条；报道"


def test_stems_that_read_alike_have_one_digest():
    assert stem_digest("什么是 低保（　）？") == stem_digest("什么是低保(  )?")
    assert stem_digest("什么是低保") != stem_digest("什么是低保边缘")


@pytest.mark.parametrize(("stem", "number"), [("问", 0), ("甲____乙__", 2), ("甲_乙", 0)])
def test_a_gap_is_at_least_two_underscores(stem, number):
    assert gaps(stem) == number


def test_words_are_compared_without_width_case_and_space():
    assert normalise(" Ａb c\n") == "abc"
