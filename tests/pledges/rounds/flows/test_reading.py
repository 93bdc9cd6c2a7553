"""Who else looked at a pledge: each taking, and each reader once a day."""

from datetime import timedelta

import pytest

from evidence.queries.chains import chain_of
from pledges.rounds.flows.reading import note_look, note_reading
from tests.factories.rounds import envelope_of, make_round

HOUR = timedelta(hours=1)


@pytest.fixture
def envelope(world, at):
    return envelope_of(make_round(world, at), world.members["staff"])


def looks(envelope, kind: str) -> list[tuple]:
    rows = chain_of(envelope.subject).filter(kind=kind).order_by("seq")
    return list(rows.values_list("at", "payload"))


def test_each_taking_is_noted_with_what_was_taken(world, envelope, at, holds):
    by = world.users["inspector"]
    note_reading(envelope=envelope, by=by, at=at)
    assert holds == ["rounds.Envelope"]
    note_reading(envelope=envelope, by=by, at=at, what="text")
    assert looks(envelope, "read") == [
        (at, {"by": by.pk, "what": "pdf"}),
        (at, {"by": by.pk, "what": "text"}),
    ]


def test_a_look_is_noted_once_a_day_for_each_reader(world, envelope, at, holds):
    hr, inspector = world.users["hr_city"], world.users["inspector"]
    moments = [
        (hr, at),
        (inspector, at + HOUR),
        (hr, at + 2 * HOUR),  # behind the inspector's look there is one of theirs
        (inspector, at + 3 * HOUR),
        (hr, at + 24 * HOUR),
        (hr, at + 25 * HOUR),
        (inspector, at + 26 * HOUR),
    ]
    holds.clear()
    for by, when in moments:
        note_look(envelope=envelope, by=by, at=when)
    assert holds == ["rounds.Envelope"] * len(moments)
    assert looks(envelope, "looked_at") == [
        (at, {"by": hr.pk}),
        (at + HOUR, {"by": inspector.pk}),
        (at + 24 * HOUR, {"by": hr.pk}),
        (at + 26 * HOUR, {"by": inspector.pk}),
    ]


def test_the_day_is_that_of_yuxi(world, envelope, at):
    hr = world.users["hr_city"]
    evening = at.replace(hour=23)
    note_look(envelope=envelope, by=hr, at=evening)
    note_look(envelope=envelope, by=hr, at=evening + 2 * HOUR)  # in UTC still the same day
    assert len(looks(envelope, "looked_at")) == 2


def test_a_look_at_another_pledge_is_another_look(world, envelope, at):
    hr = world.users["hr_city"]
    other = envelope_of(envelope.round, world.members["neighbour"])
    for one in (envelope, other):
        note_look(envelope=one, by=hr, at=at)
    assert (len(looks(envelope, "looked_at")), len(looks(other, "looked_at"))) == (1, 1)
