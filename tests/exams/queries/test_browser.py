import pytest

from exams.models.browser import BrowserRule
from exams.models.sitting import Sitting
from exams.queries.browser import keys_of_attempt, rule_of
from tests.factories.exams import make_attempt, make_sitting

KEYS = ["a" * 64, "b" * 64]


@pytest.fixture
def rule(sitting, at):
    Sitting.objects.filter(pk=sitting.pk).update(locked_browser=True)
    return BrowserRule.objects.create(sitting=sitting, keys=KEYS, config="", at=at)


def test_the_rule_of_a_sitting(rule, sitting, at):
    assert rule_of(sitting) == rule
    assert rule_of(make_sitting(sitting.paper, at)) is None


def test_the_keys_bind_while_the_sitting_says_so(
    rule, sitting, world, at, django_assert_num_queries
):
    attempt = make_attempt(sitting, world.members["staff"], at)
    with django_assert_num_queries(1):
        assert keys_of_attempt(attempt.pk) == KEYS
    Sitting.objects.filter(pk=sitting.pk).update(locked_browser=False)
    assert keys_of_attempt(attempt.pk) == []


def test_an_attempt_of_another_sitting_has_no_keys(rule, sitting, world, at):
    other = make_sitting(sitting.paper, at)
    assert keys_of_attempt(make_attempt(other, world.members["staff"], at).pk) == []
