from datetime import timedelta

from django.utils import timezone

from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.reminders import (
    code_of,
    subject_of,
    subjects_of,
    unsigned_envelopes,
    words_of,
)
from reminders.engine.ladder import Asked
from tests.factories.reminders import make_reminder
from tests.factories.rounds import envelope_of, make_round, sign


def test_the_subject_is_word_and_code():
    assert subject_of("7Q2K-AAAA") == "envelope:7Q2K-AAAA"
    assert code_of("envelope:7Q2K-AAAA") == "7Q2K-AAAA"


def test_everybody_who_has_not_signed_is_asked(world, at, django_assert_num_queries):
    opened = make_round(world, at, due_at=at + timedelta(days=10))
    sign(envelope_of(opened, world.members["stranger"]), at)
    with django_assert_num_queries(1):
        asked = list(unsigned_envelopes(at))
    today = timezone.localdate(at)
    assert len(asked) == 3
    staff = envelope_of(opened, world.members["staff"])
    assert asked[0] == Asked(
        subject_of(staff.code), staff.member_id, today, today + timedelta(days=10)
    )


def test_only_what_is_still_due_has_words(world, at, django_assert_num_queries):
    opened = make_round(world, at)
    signed = sign(envelope_of(opened, world.members["stranger"]), at)
    waits = envelope_of(opened, world.members["staff"])
    subjects = [subject_of(signed.code), subject_of(waits.code)]
    with django_assert_num_queries(1):
        words = words_of(subjects)
    assert set(words) == {subject_of(waits.code)}
    said = words[subject_of(waits.code)]
    assert opened.title in said.title
    assert opened.title in said.line
    assert "王㛃" in said.text


def test_the_reminders_of_some_envelopes_are_found_in_one_query(
    world, at, django_assert_num_queries
):
    opened = make_round(world, at)
    staff = envelope_of(opened, world.members["staff"])
    other = envelope_of(opened, world.members["stranger"])
    mine = make_reminder(staff.member, at, subject=subject_of(staff.code))
    make_reminder(other.member, at, subject=subject_of(other.code))
    wanted = subjects_of(Envelope.objects.filter(pk=staff.pk))
    with django_assert_num_queries(1):
        assert list(type(mine).objects.filter(subject__in=wanted)) == [mine]
