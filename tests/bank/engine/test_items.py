import pytest

from bank.engine.items import (
    CHOICE_KINDS,
    MARK_WORDS,
    SCORED_KINDS,
    Asked,
    ItemContent,
    Kind,
    Mark,
    asked,
    content_of,
    gaps,
    normalise,
    stem_digest,
    strip_marks,
    weakest_mark,
    words_of,
)


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


def test_the_kinds_that_a_machine_scores_and_those_with_choices():
    assert {Kind.SINGLE, Kind.MULTIPLE} == CHOICE_KINDS
    assert {Kind.SINGLE, Kind.MULTIPLE, Kind.JUDGEMENT, Kind.BLANK} == SCORED_KINDS


def test_marks_are_kept_from_the_weakest_to_the_strongest():
    assert list(Mark) == ["unchecked", "local", "corroborated", "checked", ""]
    assert MARK_WORDS == {
        "待核": Mark.UNCHECKED,
        "本地": Mark.LOCAL,
        "佐证": Mark.CORROBORATED,
        "已核": Mark.CHECKED,
    }


FIELDS = {
    **{"kind": "blank", "stem": "甲____", "choices": ["一", "二"], "key": "a"},
    **{"rationale": "因为", "basis": "《甲法》"},
}


def test_the_words_of_an_item_are_its_six_own_fields():
    """A digest over them pins what somebody saw: none may be left out of it."""
    assert words_of({**FIELDS, "pk": 7, "live": True}) == FIELDS


def test_the_content_is_what_the_words_say():
    assert content_of(FIELDS) == ItemContent(Kind.BLANK, "甲____", "a", ("一", "二"), "因为")


def test_what_is_asked_has_letters_and_numbered_gaps_and_no_key():
    single = ItemContent(Kind.SINGLE, "问____", "B", ("甲", "乙"), "因为")
    assert asked(single) == Asked(Kind.SINGLE, "问____", (("A", "甲"), ("B", "乙")), ())
    blank = ItemContent(Kind.BLANK, "甲____乙____", "a|b")
    assert asked(blank) == Asked(Kind.BLANK, "甲____乙____", (), (1, 2))


def test_more_choices_than_letters_are_not_asked():
    many = ItemContent(Kind.SINGLE, "问", "B", tuple("甲乙丙丁戊己庚"))
    assert "".join(letter for letter, _text in asked(many).choices) == "ABCDEF"


def test_the_basis_is_read_without_marks_and_without_what_stood_around_them():
    assert strip_marks(" 《甲法》第一条 [已核] ") == "《甲法》第一条"
