import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.learning.engine.completion import (
    Choice,
    Fault,
    Kind,
    Progress,
    Question,
    UnknownChoice,
    faults,
    is_right,
    progress,
)


def question(kind: Kind, *rights: bool) -> Question:
    choices = tuple(Choice(str(i), f"choice {i}", right) for i, right in enumerate(rights))
    return Question("q", kind, choices)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (question(Kind.JUDGEMENT, True, False), []),
        (question(Kind.SINGLE, False, True), []),
        (question(Kind.MULTIPLE, True, True, False), []),
        (question(Kind.JUDGEMENT, True, False, False), [Fault.NOT_A_PAIR]),
        (question(Kind.SINGLE, True), [Fault.TOO_FEW_CHOICES]),
        (question(Kind.MULTIPLE, True, False), [Fault.TOO_FEW_CHOICES]),
        (question(Kind.SINGLE, False, False), [Fault.NONE_RIGHT]),
        (question(Kind.SINGLE, True, True, False), [Fault.SEVERAL_RIGHT]),
        (question(Kind.JUDGEMENT, True, True), [Fault.SEVERAL_RIGHT]),
        (question(Kind.MULTIPLE, True, True, True), [Fault.ALL_RIGHT]),
    ],
)
def test_faults_name_what_is_wrong(asked, found):
    assert faults(asked) == found


def test_two_choices_with_the_same_words_are_a_fault():
    asked = Question("q", Kind.SINGLE, (Choice("a", "不办", True), Choice("b", " 不办 ", False)))
    assert faults(asked) == [Fault.SAME_TEXT]


@given(
    rights=st.lists(st.booleans(), min_size=1, max_size=6),
    chosen=st.sets(st.integers(min_value=0, max_value=5)),
)
def test_right_is_exactly_the_key(rights, chosen):
    asked = question(Kind.MULTIPLE, *rights)
    picked = {str(i) for i in chosen if i < len(rights)}
    wanted = {str(i) for i, right in enumerate(rights) if right}
    assert is_right(asked, picked) == (picked == wanted)


def test_a_choice_the_question_does_not_offer_is_an_error():
    with pytest.raises(UnknownChoice):
        is_right(question(Kind.SINGLE, True, False), ["9"])


@pytest.mark.parametrize(
    ("required", "right", "expected"),
    [
        (["a", "b"], ["a"], Progress(2, 1)),
        (["a", "b"], ["a", "b", "b"], Progress(2, 2)),
        (["a"], ["removed since"], Progress(1, 0)),
        ([], [], Progress(0, 0)),
    ],
)
def test_progress_counts_required_questions_once(required, right, expected):
    assert progress(required, right) == expected


def test_a_lesson_without_questions_is_never_done():
    assert [Progress(0, 0).is_done, Progress(2, 1).is_done, Progress(2, 2).is_done] == [
        False,
        False,
        True,
    ]
