import hashlib

import pytest

from bank.engine.items import (
    CHOICE_KINDS,
    MARK_WORDS,
    SCORED_KINDS,
    WORDS,
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


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [("已核", "佐证"), ("佐证", "本地"), ("本地", "待核"), ("已核", "待核")],
)
def test_of_two_marks_the_weaker_counts_in_either_order(stronger, weaker):
    for basis in (f"甲[{stronger}]乙[{weaker}]", f"甲[{weaker}]乙[{stronger}]"):
        assert weakest_mark(basis) is MARK_WORDS[weaker]


@pytest.mark.parametrize("basis", ["", "甲[其他]", "甲（待核）", "待核", "[待 核]"])
def test_what_is_no_mark_is_none(basis):
    assert weakest_mark(basis) is Mark.NONE


def test_what_is_left_of_a_basis_has_no_blanks_around():
    assert strip_marks(" 《甲法》第一条 [待核] ") == "《甲法》第一条"
    assert strip_marks("甲[其他]") == "甲[其他]"
    assert strip_marks("[待核]") == ""


def test_a_digest_of_a_stem_is_sha256_of_its_words():
    digest = hashlib.sha256("什么是低保".encode()).hexdigest()
    assert stem_digest(" 什么是 低保\n") == digest


@pytest.mark.parametrize(
    ("stem", "number"),
    [("__", 1), ("_", 0), ("______", 1), ("__甲_乙__", 2), ("＿＿", 0), ("__ __", 2)],
)
def test_each_run_of_underscores_is_one_gap(stem, number):
    assert gaps(stem) == number


def test_which_kinds_a_machine_scores():
    assert {kind.value for kind in CHOICE_KINDS} == {"single", "multiple"}
    assert {kind.value for kind in SCORED_KINDS} == {"single", "multiple", "judgement", "blank"}


def test_only_a_blank_is_asked_with_gaps():
    stem = "甲____乙____"
    for kind in Kind:
        gaps_asked = asked(ItemContent(kind, stem, "")).gaps
        assert gaps_asked == ((1, 2) if kind is Kind.BLANK else ())


def test_choices_are_asked_by_letter_and_no_letter_is_left_over():
    found = asked(ItemContent(Kind.SINGLE, "问", "A", ("甲", "乙"), "因为")).choices
    assert found == (("A", "甲"), ("B", "乙"))
    six = tuple("一二三四五六七")
    assert [
        letter for letter, _text in asked(ItemContent(Kind.SINGLE, "问", "A", six)).choices
    ] == [*"ABCDEF"]


def test_the_words_that_a_digest_covers_are_these():
    assert WORDS == ("kind", "stem", "choices", "key", "rationale", "basis")


def test_words_spell_a_content_with_all_its_parts():
    words = {
        "kind": "multiple",
        "stem": "问",
        "choices": ["甲", "乙"],
        "key": "AB",
        "rationale": "因为",
        "basis": "",
    }
    assert content_of(words) == ItemContent(Kind.MULTIPLE, "问", "AB", ("甲", "乙"), "因为")


def test_a_kind_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="essay"):
        content_of({"kind": "essay", "stem": "", "choices": [], "key": "", "rationale": ""})
