from datetime import timedelta

import pytest

from tests.factories.exams import (
    OTHER,
    answer,
    make_attempt,
    make_bank,
    make_paper,
    make_sitting,
    register,
    right_answer,
    save,
    submit,
)
from tests.factories.staff import make_member

KINDS = ("single", "multiple", "blank")


@pytest.fixture
def sitting(world, at):
    return make_sitting(make_paper(make_bank(world.city), KINDS), at)


@pytest.fixture
def people(world):
    """people(number) → so many new members in 双江."""

    def make(number):
        return [make_member(world.shuangjiang, f"考生{place}") for place in range(number)]

    return make


@pytest.fixture
def enrolled(sitting, people):
    """enrolled(number) → so many people registered for the sitting."""

    def make(number):
        members = people(number)
        register(sitting, *members)
        return members

    return make


@pytest.fixture
def sit(sitting, at):
    """sit(member, right) → an attempt with so many right answers, handed in."""

    def make(member, right=0, sitting=sitting):
        attempt = make_attempt(sitting, member, at)
        events = [answer(n, n, *right_answer(kind)) for n, kind in enumerate(KINDS[:right], 1)]
        save(attempt, at, *events)
        submit(attempt, at + timedelta(minutes=1), last=right)
        attempt.refresh_from_db()
        return attempt

    return make


@pytest.fixture
def replaced(sitting, at):
    """replaced(member, late) → a running attempt with one answer and so many late ones."""

    def make(member, late=1):
        attempt = make_attempt(sitting, member, at)
        save(attempt, at, answer(1, 1, "A"))
        for number in range(1, late + 1):
            save(attempt, at, answer(number, 1, "B", client=OTHER), client=OTHER)
        return attempt

    return make
