import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.engine.items import ItemContent, Kind, asked, content_of, words_of
from bank.engine.keys import (
    KeyLine,
    fits,
    in_order,
    key_lines,
    parse_blanks,
    parse_letters,
    parse_pairs,
)
from bank.engine.scoring import is_right

FOUR = ("甲", "乙", "丙", "丁")
SINGLE = ItemContent(Kind.SINGLE, "问", "B", FOUR)
MULTIPLE = ItemContent(Kind.MULTIPLE, "问", "ABD", FOUR)
JUDGEMENT = ItemContent(Kind.JUDGEMENT, "问", "错误")
BLANK = ItemContent(Kind.BLANK, "甲____乙____", "托底线/兜底线|可持续")
CASE = ItemContent(Kind.CASE, "问", "应当回避")
EXERCISE = ItemContent(Kind.EXERCISE, "问", "A1=22.50;A2=10")


def test_keys_are_read_as_people_write_them():
    assert parse_letters("b,a、D") == ("A", "B", "D")
    assert parse_blanks("差额/差额部分|月") == (("差额", "差额部分"), ("月",))
    assert parse_pairs("A1=22.50；A2=10\nB=30") == (("A1", "22.50"), ("A2", "10"), ("B", "30"))


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (SINGLE, [("甲", False), ("乙", True), ("丙", False), ("丁", False)]),
        (MULTIPLE, [("甲", True), ("乙", True), ("丙", False), ("丁", True)]),
        (JUDGEMENT, [("正确", False), ("错误", True)]),
        (BLANK, [("托底线 / 兜底线", True), ("可持续", True)]),
        (CASE, [("应当回避", True)]),
        (EXERCISE, [("A1 = 22.50", True), ("A2 = 10", True)]),
    ],
)
def test_the_key_is_laid_open_for_every_kind(content, lines):
    assert key_lines(content) == tuple(KeyLine(text, right) for text, right in lines)


@pytest.mark.parametrize(
    ("content", "response", "fitting"),
    [
        (SINGLE, ("D",), True),
        (SINGLE, ("E",), False),
        (SINGLE, ("AB",), False),
        (SINGLE, ("A", "B"), False),
        (MULTIPLE, ("A", "C", "D"), True),
        (MULTIPLE, ("A", "A"), False),
        (MULTIPLE, ("",), False),
        (JUDGEMENT, ("T",), True),
        (JUDGEMENT, ("正确",), False),
        (JUDGEMENT, ("T", "F"), False),
        (BLANK, ("甲", ""), True),
        (BLANK, ("甲", "乙", "丙"), False),
        (BLANK, ("甲" * 201, ""), False),
        (BLANK, ("甲\0", ""), False),
        (CASE, ("甲" * 10_000,), True),
        (CASE, ("甲" * 10_001,), False),
        (EXERCISE, ("A1=1", "A2=2"), False),
    ],
)
def test_a_response_fits_its_item_or_was_not_given_to_it(content, response, fitting):
    assert fits(content, response) is fitting


@given(st.sets(st.sampled_from("ABCD")))
def test_all_or_nothing_is_exactly_the_key(letters):
    response = in_order(MULTIPLE, list(letters))
    assert is_right(MULTIPLE, response) == (letters == {"A", "B", "D"})


@pytest.mark.parametrize(
    ("content", "response", "right"),
    [
        (SINGLE, ("B",), True),
        (JUDGEMENT, ("F",), True),
        (JUDGEMENT, ("T",), False),
        (BLANK, ("兜底线", " 可持续 "), True),
        (BLANK, ("托底线", "别的"), False),
        (BLANK, ("可持续", "托底线"), False),
        (SINGLE, (), False),
        (CASE, ("应当回避",), False),
    ],
)
def test_right_is_right_in_every_part_and_only_where_a_machine_can_say_so(content, response, right):
    assert is_right(content, response) is right


def test_gaps_stay_in_their_order():
    assert in_order(BLANK, ["乙", "甲"]) == ("乙", "甲")
    assert in_order(MULTIPLE, ["D", "A"]) == ("A", "D")


def test_what_is_asked_names_letters_and_gaps_and_nothing_else():
    assert asked(SINGLE).choices == tuple(zip("ABCD", FOUR, strict=True))
    assert asked(BLANK).gaps == (1, 2)
    assert (asked(CASE).choices, asked(CASE).gaps) == ((), ())
    assert not {"key", "rationale"} & set(vars(asked(SINGLE)))


def test_the_words_of_an_item_spell_its_content():
    fields = {"kind": "single", "stem": "问", "choices": list(FOUR), "key": "B", "rationale": ""}
    words = words_of(fields | {"basis": "第二条[已核]", "difficulty": 2, "live": True})
    assert words == fields | {"basis": "第二条[已核]"}
    assert content_of(words) == SINGLE


def test_a_part_without_a_sign_of_equality_is_no_pair():
    assert parse_pairs("A1=22.50;A2;;\n") == (("A1", "22.50"),)
    assert parse_pairs(" A1 = 22.50 = b ; =3") == (("A1", "22.50 = b"), ("", "3"))


def test_the_key_of_a_judgement_may_have_blanks_around_it():
    lines = key_lines(ItemContent(Kind.JUDGEMENT, "问", " 正确 "))
    assert lines == (KeyLine("正确", True), KeyLine("错误", False))


@pytest.mark.parametrize(("content", "longest"), [(BLANK, 200), (CASE, 10_000), (EXERCISE, 10_000)])
def test_a_response_may_be_as_long_as_its_kind_allows(content, longest):
    assert fits(content, ("字" * longest,))
    assert not fits(content, ("字" * (longest + 1),))


def test_a_response_has_at_most_the_parts_that_were_asked():
    assert fits(BLANK, ("甲", "乙"))
    assert not fits(BLANK, ("甲", "乙", "丙"))
    assert fits(CASE, ("甲",))
    assert not fits(CASE, ("甲", "乙"))
    assert fits(SINGLE, ())
    assert fits(JUDGEMENT, ("F",))
    assert not fits(CASE, ("甲\0",))


def test_one_part_that_fits_does_not_make_the_others_fit():
    assert not fits(MULTIPLE, ("A", "E"))
    assert fits(JUDGEMENT, ())
    assert fits(MULTIPLE, ())


def test_letters_are_put_in_order_and_gaps_stay_where_they_are():
    assert in_order(MULTIPLE, ["D", "A"]) == ("A", "D")
    assert in_order(BLANK, ["b", "a"]) == ("b", "a")


@pytest.mark.parametrize(
    ("key", "letters"),
    [
        ("ABD", "ABD"),
        ("dba", "ABD"),
        ("Ａ，Ｂ", "AB"),
        ("A、B", "AB"),
        ("A;B", "AB"),
        ("A；B", "AB"),
        ("A|B", "AB"),
        ("A B\tC\nD", "ABCD"),
        ("BAB", "ABB"),
        ("", ""),
        ("A-B", "-AB"),
    ],
)
def test_letters_however_they_are_parted(key, letters):
    assert parse_letters(key) == tuple(letters)


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        (" a / b | c ", (("a", "b"), ("c",))),
        ("a|", (("a",), ("",))),
        ("", (("",),)),
        ("a/", (("a", ""),)),
    ],
)
def test_blanks_lose_the_spaces_around_and_keep_their_places(key, parts):
    assert parse_blanks(key) == parts


@pytest.mark.parametrize(
    ("key", "pairs"),
    [
        (" A1 = 22.50 ; A2=10 ", (("A1", "22.50"), ("A2", "10"))),
        ("A1=1；；\n\nA2=2", (("A1", "1"), ("A2", "2"))),
        ("说明;A1=1", (("A1", "1"),)),
        ("A1=", (("A1", ""),)),
        ("=1", (("", "1"),)),
        ("A1=1=2", (("A1", "1=2"),)),
        ("", ()),
    ],
)
def test_pairs_however_they_are_parted(key, pairs):
    assert parse_pairs(key) == pairs


def test_a_key_with_spaces_around_is_the_same_key():
    assert key_lines(ItemContent(Kind.JUDGEMENT, "问", " 正确\n")) == (
        KeyLine("正确", True),
        KeyLine("错误", False),
    )
    assert is_right(ItemContent(Kind.JUDGEMENT, "问", " 正确\n"), ("T",))


def test_more_choices_than_letters_are_not_laid_open():
    seven = ItemContent(Kind.SINGLE, "问", "A", tuple("一二三四五六七"))
    assert len(key_lines(seven)) == 6


@pytest.mark.parametrize(
    ("content", "response", "fitting"),
    [
        (SINGLE, (), True),
        (SINGLE, ("A",), True),
        (SINGLE, ("A\0",), False),
        (MULTIPLE, (), True),
        (MULTIPLE, ("A", "B", "C", "D"), True),
        (MULTIPLE, ("A", "E"), False),
        (MULTIPLE, ("a",), False),
        (MULTIPLE, ("AB",), False),
        (JUDGEMENT, (), True),
        (JUDGEMENT, ("F",), True),
        (JUDGEMENT, ("T", "T"), False),
        (JUDGEMENT, ("",), False),
        (BLANK, (), True),
        (BLANK, ("甲",), True),
        (BLANK, ("甲" * 200, "乙" * 200), True),
        (BLANK, ("甲", "乙" * 201), False),
        (CASE, (), True),
        (CASE, ("甲", "乙"), False),
        (CASE, ("\0",), False),
        (EXERCISE, ("A1=1;A2=2",), True),
        (EXERCISE, ("甲" * 10_000,), True),
        (EXERCISE, ("甲" * 10_001,), False),
        (ItemContent(Kind.CASE, "甲____乙____", "x"), ("甲", "乙"), False),
    ],
)
def test_a_response_fits_at_every_edge(content, response, fitting):
    assert fits(content, response) is fitting


@pytest.mark.parametrize("content", [JUDGEMENT, BLANK, CASE, EXERCISE])
def test_only_letters_are_put_in_order(content):
    assert in_order(content, ["b", "a"]) == ("b", "a")
    assert in_order(SINGLE, ["B", "A"]) == ("A", "B")
