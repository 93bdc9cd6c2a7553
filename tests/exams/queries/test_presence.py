from datetime import timedelta

import pytest

from exams.engine.wire import Beat
from exams.flows.presence import note_sign
from exams.queries.presence import CONNECTED, Presence, key_of, presence_of
from tests.factories.exams import CLIENT, make_attempt


@pytest.mark.parametrize(
    ("after", "connected"),
    [(timedelta(0), True), (CONNECTED, True), (CONNECTED + timedelta(seconds=1), False)],
)
def test_a_page_is_connected_for_twenty_five_seconds_after_its_last_sign(at, after, connected):
    assert Presence(at, unsent=0, visible=True).is_connected(at + after) is connected


@pytest.mark.parametrize(
    ("unsent", "visible", "same"), [(2, True, True), (1, True, False), (2, False, False)]
)
def test_the_moment_alone_makes_no_difference(at, unsent, visible, same):
    sign = Presence(at, unsent=2, visible=True)
    assert sign.same_as(Presence(at + timedelta(hours=1), unsent, visible)) is same


def test_the_signs_of_those_who_gave_one(sitting, people, at, django_assert_num_queries):
    first, second, silent = (make_attempt(sitting, member, at) for member in people(3))
    for attempt, unsent in ((first, 0), (second, 4)):
        sign = Beat(CLIENT, unsent=unsent, visible=True)
        note_sign(attempt_id=attempt.pk, user_id=attempt.member.user_id, sign=sign, at=at)
    with django_assert_num_queries(0):
        signs = presence_of([first.pk, second.pk, silent.pk])
    assert signs == {first.pk: Presence(at, 0, True), second.pk: Presence(at, 4, True)}


def test_each_attempt_has_a_key_of_its_own():
    assert key_of(1) != key_of(11)
    assert presence_of([]) == {}
