import pytest

from bank.engine.faults import Fault, faults
from bank.engine.items import ItemContent, Kind

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


@pytest.mark.parametrize(
    ("item", "codes"),
    [
        (ItemContent(Kind.SINGLE, " \n", "A", FOUR), ["stem_missing"]),
        (ItemContent(Kind.SINGLE, "问", "A", ("甲", " ", "丙")), ["choice_empty"]),
        (ItemContent(Kind.SINGLE, "问", "A", ("甲", "乙", " ", " ")), ["choice_empty"]),
        (ItemContent(Kind.JUDGEMENT, "问", " 错误\n"), []),
        (ItemContent(Kind.EXERCISE, "问", "A1=22.50; ;A2=10;\n"), []),
        (ItemContent(Kind.EXERCISE, "问", "A1=22.50;A2="), ["key_not_pairs"]),
        (ItemContent(Kind.EXERCISE, "问", "A1=22.50;=10"), ["key_not_pairs"]),
        (ItemContent(Kind.EXERCISE, "问", "A1;A2"), ["key_not_pairs"]),
    ],
)
def test_blanks_and_half_pairs(item, codes):
    assert [fault.code for fault in faults(item)] == codes


def test_a_letter_where_there_are_no_choices_is_named_too():
    found = faults(ItemContent(Kind.SINGLE, "问", "A", ()))
    assert Fault("key_unknown_choice", "key", (("letters", "A"), ("last", "-"))) in found
