import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank.engine.items import LETTERS, ItemContent, Kind
from exams.engine.printed import (
    FORMS,
    BadAnswer,
    PrintedItem,
    Source,
    arrange,
    as_written,
    differences,
    read_answer,
    to_paper,
)

FOUR = ("甲", "乙", "丙", "丁")


def content(kind: str, stem: str = "题") -> ItemContent:
    return ItemContent(Kind(kind), stem, "B", FOUR if kind in {"single", "multiple"} else ())


SOURCES = [Source(n, 1 if n < 6 else 2, 4 if n < 6 else 0) for n in range(1, 11)]

ORDER_A = [4, 1, 5, 3, 2, 9, 10, 6, 7, 8]
CHOICES_A = (3, 0, 1, 2)


def test_the_same_seed_prints_the_same_form_everywhere():
    first = arrange(SOURCES, letter="A", seed=4711)
    assert first == arrange(SOURCES, letter="A", seed=4711)
    # Written down: another machine or year must print the same.
    assert [item.position for item in first] == ORDER_A
    assert first[0].choices == CHOICES_A
    assert first != arrange(SOURCES, letter="B", seed=4711)
    assert first != arrange(SOURCES, letter="A", seed=4712)


@given(st.integers(1, 999_999_999), st.sampled_from("AB"))
def test_every_item_is_printed_once_in_its_section_with_all_its_choices(seed, letter):
    form = arrange(SOURCES, letter=letter, seed=seed)
    assert sorted(item.position for item in form[:5]) == [1, 2, 3, 4, 5]
    assert sorted(item.position for item in form[5:]) == [6, 7, 8, 9, 10]
    assert all(sorted(item.choices) == [0, 1, 2, 3] for item in form[:5])


@given(st.permutations(range(4)), st.sets(st.sampled_from("ABCD"), min_size=1))
def test_a_printed_letter_leads_to_the_text_that_stood_there(places, letters):
    item = PrintedItem(1, tuple(places))
    said = to_paper(item, content("multiple"), tuple(sorted(letters)))
    printed = {FOUR[places[LETTERS.index(letter)]] for letter in letters}
    assert {FOUR[LETTERS.index(letter)] for letter in said} == printed


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        ("single", "b", ("B",)),
        ("single", " Ｃ ", ("C",)),
        ("single", "", ()),
        ("multiple", "d, a", ("A", "D")),
        ("multiple", "ABD", ("A", "B", "D")),
        ("judgement", "√", ("T",)),
        ("judgement", "对", ("T",)),
        ("judgement", "×", ("F",)),
        ("judgement", "f", ("F",)),
        ("blank", "托底线 | 可持续", ("托底线", "可持续")),
        ("blank", "托底线", ("托底线", "")),
        ("case", " 应当回避 ", ("应当回避",)),
    ],
)
def test_what_is_typed_is_read(kind, typed, read):
    assert read_answer(content(kind, "____和____"), typed) == read


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("single", "E"), ("single", "AB"), ("single", "1"), ("multiple", "AA"), ("multiple", "AX"),
     ("judgement", "B"), ("judgement", "√×"), ("blank", "a|b|c")],
)  # fmt: skip
def test_what_does_not_fit_is_refused(kind, typed):
    with pytest.raises(BadAnswer):
        read_answer(content(kind, "____和____"), typed)


def test_differences_name_the_printed_numbers():
    assert differences([("A",), (), ("B", "C")], [["A"], ["D"], ["B"]]) == [2, 3]
    assert differences([("A",)], [["A"]]) == []


@pytest.mark.parametrize(
    ("kind", "said", "written"),
    [
        ("single", ("B",), "B"),
        ("multiple", ("A", "B", "D"), "ABD"),
        ("judgement", ("T",), "√"),
        ("judgement", ("F",), "×"),
        ("blank", ("托底线", "可持续"), "托底线 | 可持续"),
        ("case", ("先核实。",), "先核实。"),
        ("multiple", (), ""),
    ],
)
def test_an_answer_reads_as_it_stands_on_the_sheet(kind, said, written):
    assert as_written(Kind(kind), said) == written


def test_there_are_two_forms():
    assert FORMS == ("A", "B")


def test_sections_are_printed_by_their_numbers_whatever_order_they_come_in():
    sources = [Source(number, 40 - number, 0) for number in range(1, 40)]
    form = arrange(sources, letter="A", seed=1)
    assert [item.position for item in form] == list(range(39, 0, -1))


@pytest.mark.parametrize(
    ("typed", "said"),
    [(sign, ("T",)) for sign in ["T", "t", "√", "✓", "✔", "对", "正", "Y", "是"]]
    + [(sign, ("F",)) for sign in ["F", "f", "×", "✗", "✘", "X", "错", "误", "N", "否"]]
    + [("错误", ("F",))],
)
def test_every_sign_for_right_and_wrong(typed, said):
    assert read_answer(content("judgement"), typed) == said


def test_all_signs_of_one_meaning_together_still_mean_it():
    assert read_answer(content("judgement"), "T√✓✔对正Y是") == ("T",)
    assert read_answer(content("judgement"), "F×✗✘X错误N否") == ("F",)


def test_an_answer_may_have_ten_thousand_signs():
    assert read_answer(content("case"), "答" * 10_000) == ("答" * 10_000,)
    with pytest.raises(BadAnswer):
        read_answer(content("case"), "答" * 10_001)


def test_forms_with_different_numbers_of_items_cannot_be_compared():
    with pytest.raises(ValueError, match="zip"):
        differences([("A",)], [])


def test_an_answer_that_is_no_choice_stands_as_it_is():
    assert to_paper(PrintedItem(1), content("judgement"), ("T",)) == ("T",)


def test_sections_come_by_their_numbers_where_a_set_would_not_keep_them():
    form = arrange([Source(1, 64, 0), Source(2, 33, 0)], letter="A", seed=1)
    assert [item.position for item in form] == [2, 1]


def test_every_choice_may_be_right():
    assert read_answer(content("multiple"), "ABCD") == ("A", "B", "C", "D")


def test_letters_of_the_paper_come_in_their_order():
    item = PrintedItem(1, (3, 0, 1, 2))
    assert to_paper(item, content("multiple"), ("A", "B")) == ("A", "D")
