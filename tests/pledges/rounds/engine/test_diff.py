from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pledges.rounds.engine.diff import Change, Kind, Run, compare, compare_words
from pledges.rounds.engine.document import Clause, PledgeText

TEXT = PledgeText(
    "承诺书",
    "本人{姓名}郑重承诺：",
    (Clause("依法办事", "符合条件的不推诿。"), Clause("据实调查", "入户调查不少于两人。")),
    "自签署之日起生效。",
)
words = st.text("两三人不少于入户调查a1 {}", max_size=40)


@given(words, words)
def test_both_texts_can_be_read_back(old, new):
    runs = compare_words(old, new)
    assert "".join(run.text for run in runs if run.kind is not Kind.ADDED) == old
    assert "".join(run.text for run in runs if run.kind is not Kind.REMOVED) == new


def test_equal_texts_have_no_changes():
    assert compare(TEXT, TEXT) == ()


def test_a_word_within_a_clause():
    new = replace(TEXT, clauses=(TEXT.clauses[0], Clause("据实调查", "入户调查不少于三人。")))
    (change,) = compare(TEXT, new)
    assert (change.part, change.number, change.heading) == ("clause", 2, "据实调查")
    assert [(run.kind, run.text) for run in change.runs] == [
        ("same", "入户调查不少于"),
        ("removed", "两"),
        ("added", "三"),
        ("same", "人。"),
    ]


def test_a_clause_added_and_one_removed_are_named():
    new = replace(TEXT, clauses=(TEXT.clauses[1], Clause("保护隐私", "不泄露。")))
    assert [(change.kind, change.heading) for change in compare(TEXT, new)] == [
        ("removed", "依法办事"),
        ("added", "保护隐私"),
    ]


def runs(old: str, new: str) -> list[tuple[str, str]]:
    return [(run.kind, run.text) for run in compare_words(old, new)]


def test_one_unchanged_sign_between_two_changes_is_folded_into_them():
    assert runs("前甲中乙后", "前丙中丁后") == [
        ("same", "前"),
        ("removed", "甲中乙"),
        ("added", "丙中丁"),
        ("same", "后"),
    ]


def test_two_unchanged_signs_stay():
    assert runs("甲中间乙", "丙中间丁") == [
        ("removed", "甲"),
        ("added", "丙"),
        ("same", "中间"),
        ("removed", "乙"),
        ("added", "丁"),
    ]


def test_a_sign_at_the_end_is_no_island():
    assert runs("甲中", "丙中") == [("removed", "甲"), ("added", "丙"), ("same", "中")]
    assert runs("中甲", "中丙") == [("same", "中"), ("removed", "甲"), ("added", "丙")]
    assert runs("", "甲") == [("added", "甲")]
    assert runs("甲", "") == [("removed", "甲")]


def test_latin_words_numbers_and_fields_are_taken_whole():
    assert runs("至2026年", "至2027年") == [
        ("same", "至"),
        ("removed", "2026"),
        ("added", "2027"),
        ("same", "年"),
    ]
    assert runs("{姓名}", "{姓氏}") == [("removed", "{姓名}"), ("added", "{姓氏}")]


def test_every_part_is_named_in_reading_order():
    new = PledgeText(
        "保证书",
        "本人{姓名}保证：",
        (Clause("依法办事", "符合条件的不拖延。"), *TEXT.clauses[1:]),
        "自明日起生效。",
    )
    found = compare(TEXT, new)
    assert [(one.part, one.kind, one.number, one.heading) for one in found] == [
        ("title", "changed", 0, ""),
        ("preamble", "changed", 0, ""),
        ("clause", "changed", 1, "依法办事"),
        ("closing", "changed", 0, ""),
    ]
    assert "".join(run.text for run in found[0].runs if run.kind != "added") == "承诺书"
    assert "".join(run.text for run in found[0].runs if run.kind != "removed") == "保证书"


def test_blanks_around_a_part_are_no_change():
    assert compare(TEXT, replace(TEXT, title=" 承诺书\n", closing=f"{TEXT.closing} ")) == ()
    longer = replace(TEXT, closing=f" {TEXT.closing}另。")
    (change,) = compare(TEXT, longer)
    assert [(run.kind, run.text) for run in change.runs] == [
        ("same", TEXT.closing),
        ("added", "另。"),
    ]


def test_a_clause_with_another_heading_at_the_same_place_is_the_same_clause():
    new = replace(TEXT, clauses=(Clause("依规办事", "符合条件的不推诿。"), TEXT.clauses[1]))
    (change,) = compare(TEXT, new)
    assert (change.kind, change.number, change.heading) == ("changed", 1, "依规办事")
    assert "".join(run.text for run in change.runs if run.kind != "added") == (
        "依法办事。符合条件的不推诿。"
    )


def test_added_and_removed_clauses_say_their_number_and_all_of_their_words():
    added = compare(TEXT, replace(TEXT, clauses=(*TEXT.clauses, Clause("新", "新增。"))))
    assert added == (Change("clause", Kind.ADDED, (Run(Kind.ADDED, "新增。"),), 3, "新"),)
    removed = compare(TEXT, replace(TEXT, clauses=TEXT.clauses[:1]))
    gone = (Run(Kind.REMOVED, "入户调查不少于两人。"),)
    assert removed == (Change("clause", Kind.REMOVED, gone, 0, "据实调查"),)


def test_two_clauses_in_the_place_of_one():
    new = replace(TEXT, clauses=(Clause("甲", "一。"), Clause("乙", "二。"), TEXT.clauses[1]))
    assert [(one.kind, one.number, one.heading) for one in compare(TEXT, new)] == [
        ("changed", 1, "甲"),
        ("added", 2, "乙"),
    ]
