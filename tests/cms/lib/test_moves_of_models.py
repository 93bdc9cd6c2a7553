"""Every table of moves in the house: whole over its choices, closed, and never left by any path."""

from types import SimpleNamespace

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from cms.lib.errors import MovedOn
from cms.lib.moves import Moves

MODELS = sorted(
    (model for model in apps.get_models() if isinstance(getattr(model, "moves", None), Moves)),
    key=lambda model: model._meta.label,
)
WITH_LIVES = {
    "bank.ItemImport",
    "custody.CustodyAgreement",
    "exams.Attempt",
    "kinship.HouseholdFiling",
    "kinship.KinshipAlert",
    "kinship.NearRelativeDeclaration",
    "rounds.Envelope",
    "rounds.SigningRound",
    "staff.RosterImport",
}


def states_of(model) -> set[str]:
    field = model._meta.get_field(model.moves.field)
    return {str(value) for value, _label in field.choices}


def reachable(model) -> set[str]:
    """What can be come to from the states a row may begin in: the default, and what leads to it."""
    there = {str(model._meta.get_field(model.moves.field).default)}
    there |= {state for state in states_of(model) if not _leads_to(model, state)}
    while fresh := {after for state in there for after in model.moves.table[state]} - there:
        there |= fresh
    return there


def _leads_to(model, wanted: str) -> set[str]:
    return {state for state, after in model.moves.table.items() if wanted in after}


def test_whoever_has_a_life_has_a_table():
    assert {model._meta.label for model in MODELS} >= WITH_LIVES


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_is_whole_over_its_choices_and_leads_nowhere_else(model):
    states = states_of(model)
    assert set(model.moves.table) == states
    assert {after for row in model.moves.table.values() for after in row} <= states


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_state_can_be_reached(model):
    assert reachable(model) == states_of(model)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_state_follows_itself(model):
    assert not [state for state, after in model.moves.table.items() if state in after]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_tone_stands_beside_every_state_that_shows_one(model):
    if hasattr(model, "tone"):
        tones = {model(**{model.moves.field: state}).tone for state in states_of(model)}
        assert tones <= {"ok", "info", "wait", "warn", "bad"}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
@given(data=st.data())
def test_no_path_leaves_the_table(model, data):
    """Whatever is asked for, a row is where one allowed step after another led."""
    states = sorted(states_of(model))
    row = SimpleNamespace(**{model.moves.field: data.draw(st.sampled_from(states))})
    for wanted in data.draw(st.lists(st.sampled_from([*states, "elsewhere"]), max_size=8)):
        before = getattr(row, model.moves.field)
        if model.moves.may(before, wanted):
            model.moves.to(row, wanted)
            assert wanted in model.moves.table[before]
        else:
            with pytest.raises(MovedOn):
                model.moves.to(row, wanted)
            assert getattr(row, model.moves.field) == before
