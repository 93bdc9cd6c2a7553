"""The token by which an exam page saves without a session."""

import pytest
from django.core import signing

from bank.engine.items import Kind
from exams.permissions import AttemptKey, attempt_token, read_token
from tests.factories.exams import make_attempt, make_bank, make_paper, make_sitting

KINDS = (Kind.SINGLE, Kind.JUDGEMENT)


@pytest.fixture
def attempt(world, at):
    sitting = make_sitting(make_paper(make_bank(world.city), ("single", "judgement")), at)
    return make_attempt(sitting, world.members["staff"], at)


@pytest.mark.parametrize("locked", [False, True])
def test_a_token_says_whose_attempt_it_is_and_of_which_kinds_its_items_are(attempt, locked):
    key = read_token(attempt_token(attempt, locked=locked))
    wanted = (attempt.pk, attempt.public_id, attempt.member.user_id, KINDS, locked)
    assert key == AttemptKey(*wanted)


def test_a_token_is_open_to_every_browser_unless_it_says_otherwise(attempt):
    assert read_token(attempt_token(attempt)) == AttemptKey(
        attempt.pk, attempt.public_id, attempt.member.user_id, KINDS
    )
    assert not AttemptKey(1, "x", 1, KINDS).locked


@pytest.mark.parametrize("token", ["", "x", "eyJ4IjoxfQ:1tAbcd:forged"])
def test_what_nobody_signed_is_no_token(token):
    assert read_token(token) is None


@pytest.mark.parametrize(
    "value",
    [[], [1], [1, "x", 2], [1, "x", 2, "sj", False, 6], [1, "x", 2, "s?"], [1, "x", 2, 2], 7, None],
)
def test_what_we_signed_for_something_else_is_no_token(value):
    assert read_token(signing.dumps(value, salt="exams.attempt")) is None


def test_a_signature_of_another_place_is_none(attempt):
    value = [attempt.pk, attempt.public_id, attempt.member.user_id, "sj"]
    assert read_token(signing.dumps(value, salt="exams.browser")) is None
    assert read_token(signing.dumps(value)) is None
    assert read_token(signing.dumps(value, salt="exams.attempt")) is not None


def test_a_token_cut_or_changed_is_none(attempt):
    token = attempt_token(attempt)
    assert read_token(token[:-1]) is None
    assert read_token("A" + token) is None
