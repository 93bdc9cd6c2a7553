import pytest

from bank.engine.items import (
    ItemContent,
    Kind,
    Mark,
    faults,
    parse_blanks,
    parse_letters,
    parse_pairs,
    stem_digest,
    strip_marks,
    weakest_mark,
)

FOUR = ("甲", "乙", "丙", "丁")


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (ItemContent(Kind.SINGLE, "问", "B", FOUR), []),
        (ItemContent(Kind.SINGLE, "问", "E", FOUR), ["key_unknown_choice"]),
        (ItemContent(Kind.SINGLE, "问", "AB", FOUR), ["key_not_one"]),
        (ItemContent(Kind.SINGLE, "问", " ", FOUR), ["key_missing"]),
        (ItemContent(Kind.SINGLE, "", "A", FOUR), ["stem_missing"]),
        (ItemContent(Kind.SINGLE, "问", "A", ("甲",)), ["choices_few"]),
        (ItemContent(Kind.SINGLE, "问", "A", ("甲", "", "丙")), ["choice_empty"]),
        (ItemContent(Kind.SINGLE, "问", "A", ("甲", "甲 ")), ["choices_repeat"]),
        (ItemContent(Kind.MULTIPLE, "问", "ABD", FOUR), []),
        (ItemContent(Kind.MULTIPLE, "问", "Ａ、Ｃ", FOUR), []),
        (ItemContent(Kind.MULTIPLE, "问", "A", FOUR), ["key_not_several"]),
        (ItemContent(Kind.MULTIPLE, "问", "AAB", FOUR), ["key_repeats"]),
        (ItemContent(Kind.JUDGEMENT, "问", "正确"), []),
        (ItemContent(Kind.JUDGEMENT, "问", "对"), ["key_not_judgement"]),
        (ItemContent(Kind.BLANK, "甲____乙____", "a|b/c"), []),
        (ItemContent(Kind.BLANK, "甲____", "a|b"), ["gaps_differ"]),
        (ItemContent(Kind.BLANK, "甲____乙____", "a|"), ["gap_key_empty"]),
        (ItemContent(Kind.CASE, "问", "参考答案"), []),
        (ItemContent(Kind.EXERCISE, "问", "A1=22.50;A2=10"), []),
        (ItemContent(Kind.EXERCISE, "问", "A1=22.50;A2"), ["key_not_pairs"]),
    ],
)
def test_faults(item, codes):
    assert [fault.code for fault in faults(item)] == codes


def test_a_fault_names_the_letters_that_do_not_exist():
    (fault,) = faults(ItemContent(Kind.MULTIPLE, "问", "AEF", FOUR))
    assert fault.params == (("letters", "EF"), ("last", "D"))


def test_keys_are_read_as_people_write_them():
    assert parse_letters("b,a、D") == ("A", "B", "D")
    assert parse_blanks("差额/差额部分|月") == (("差额", "差额部分"), ("月",))
    assert parse_pairs("A1=22.50；A2=10\nB=30") == (("A1", "22.50"), ("A2", "10"), ("B", "30"))


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
