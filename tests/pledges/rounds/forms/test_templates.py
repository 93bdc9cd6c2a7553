import pytest
from django.core.exceptions import ValidationError

from pledges.rounds.engine.document import FIELDS
from pledges.rounds.forms.templates import FIELD_HELP, MEANINGS, ClausesField
from tests.factories.rounds import CLAUSES

TEXT = "一、依法办事。符合条件的不推诿。\n二、据实调查。入户调查不少于两人。"


def test_pasted_lines_become_clauses_and_come_back_the_same():
    field = ClausesField()
    assert field.clean(TEXT) == CLAUSES
    assert field.clean(field.prepare_value(CLAUSES)) == CLAUSES
    assert field.prepare_value(TEXT) == TEXT


@pytest.mark.parametrize("text", ["没有小标题的一行", "一、依法办事。符合。\n没有"])
def test_a_line_without_a_heading_is_named(text):
    with pytest.raises(ValidationError, match="须先写小标题并以“。”结束"):
        ClausesField().clean(text)


def test_line_ends_of_a_browser_are_no_change():
    field = ClausesField()
    shown = field.prepare_value(CLAUSES)
    assert not field.has_changed(CLAUSES, shown.replace("\n", "\r\n"))
    assert field.has_changed(CLAUSES, shown + "x")
    assert field.has_changed(CLAUSES, None)


def test_every_placeholder_is_explained():
    assert set(MEANINGS) == set(FIELDS)
    shown = [str(line).partition(" ")[0] for line in FIELD_HELP]
    assert shown == [f"{{{name}}}" for name in FIELDS]
