from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pledges.rounds.engine.diff import Kind, compare, compare_words
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
