import pytest

from pledges.kinship.forms.cases import (
    AlertFilter,
    AlertForm,
    ConclusionForm,
    DeclarationFilter,
    HouseholdFilter,
    MatchFilter,
    OpinionForm,
    SecondLookForm,
)
from pledges.kinship.models.matching import KinshipAlert

ANSWERS = (
    (OpinionForm, {}),
    (ConclusionForm, {"result": "focus"}),
    (AlertForm, {"conclusion": KinshipAlert.Conclusion.values[0]}),
    (SecondLookForm, {"agreed": "no"}),
)


@pytest.mark.parametrize(("kind", "answer"), ANSWERS)
@pytest.mark.parametrize(("words", "valid"), [("", False), ("属实", True), ("x" * 301, False)])
def test_every_answer_has_its_words(kind, answer, words, valid):
    assert kind({**answer, "words": words}).is_valid() is valid


@pytest.mark.parametrize(("kind", "answer"), ANSWERS[1:])
def test_an_answer_is_one_of_those_offered(kind, answer):
    (field,) = answer
    assert list(kind({"words": "属实", field: "whatever"}).errors) == [field]
    assert list(kind({"words": "属实"}).errors) == [field]


@pytest.mark.parametrize(("typed", "expected"), [("yes", True), ("no", False)])
def test_a_second_look_agrees_or_does_not(typed, expected):
    form = SecondLookForm({"agreed": typed, "words": "属实"})
    assert form.is_valid()
    assert form.cleaned_data["agreed"] is expected


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (DeclarationFilter, {"answer": "nil", "sort": "old"}),
        (HouseholdFilter, {"need": "screen", "sort": "new"}),
        (MatchFilter, {"result": "pending", "sort": "result"}),
        (AlertFilter, {"state": "all", "sort": "unit"}),
    ],
)
def test_a_filter_gives_its_words_and_nothing_for_what_it_does_not_know(kind, sent):
    form = kind(sent)
    assert {name: form.value(name) for name in sent} == sent
    assert form.value("q") == ""
    wrong = kind(sent | {"sort": "random"})
    assert wrong.value("sort") == ""
    assert {wrong.value(name) for name in sent} == {""}
