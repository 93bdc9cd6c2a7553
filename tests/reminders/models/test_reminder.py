import pytest
from django.db import DatabaseError, IntegrityError, transaction

from reminders.engine.outcome import Outcome
from reminders.models.reminder import OUTCOME_LABELS, OUTCOME_TONES, Reminder
from tests.factories.reminders import make_reminder, sent


@pytest.fixture
def member(world):
    return world.members["staff"]


def test_one_rung_is_there_once_per_channel(member, at):
    first = make_reminder(member, at)
    make_reminder(member, at, subject=first.subject, channel="sms")
    make_reminder(member, at, subject=first.subject, rung="d-7")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reminder(member, at, subject=first.subject)


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "sent", "taken_at": "now"},  # sent, but when?
        {"outcome": "queued", "sent_at": "now"},  # not sent, but at a time
        {"outcome": "sending"},  # left, but when?
        {"outcome": "failed", "taken_at": "now"},  # failed, but why?
        {"outcome": "not_configured", "taken_at": "now"},
    ],
)
def test_a_row_says_nothing_by_halves(member, at, values):
    values = {name: at if value == "now" else value for name, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reminder(member, at, **values)


@pytest.mark.parametrize("outcome", ["sent", "failed", "no_address", "not_configured", "dropped"])
def test_an_outcome_is_the_last_word(member, at, outcome):
    row = make_reminder(
        member,
        at,
        outcome=outcome,
        taken_at=at,
        sent_at=at if outcome == "sent" else None,
        problem="因为",
    )
    mine = Reminder.objects.filter(pk=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.update(outcome="queued", sent_at=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.update(reference="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.delete()


def test_what_waits_may_get_its_outcome_but_no_other_matter(member, at):
    mine = Reminder.objects.filter(pk=make_reminder(member, at).pk)
    for change in ({"subject": "chore:x"}, {"rung": "due"}, {"channel": "sms"}, {"made_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(**change)
    mine.update(outcome="sending", taken_at=at)
    mine.update(**sent(at), reference="ref-1")
    assert mine.get().outcome == "sent"


def test_every_outcome_has_words_and_a_tone(member, at):
    assert set(OUTCOME_LABELS) == set(OUTCOME_TONES) == set(Outcome)
    row = make_reminder(member, at, **sent(at))
    assert (row.tone, row.get_outcome_display()) == ("ok", OUTCOME_LABELS[Outcome.SENT])
    assert str(row) == f"{row.subject} start mail"


def test_the_queue_and_what_arrived(member, at):
    waits, arrived = make_reminder(member, at), make_reminder(member, at, **sent(at))
    make_reminder(member, at, outcome="dropped")
    assert list(Reminder.objects.queued()) == [waits]
    assert list(Reminder.objects.arrived()) == [arrived]
