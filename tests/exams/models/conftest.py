import pytest

from tests.factories.exams import make_attempt, make_bank, make_paper, make_sitting


@pytest.fixture
def sitting(world, at):
    return make_sitting(make_paper(make_bank(world.city)), at)


@pytest.fixture
def member(world):
    return world.members["staff"]


@pytest.fixture
def attempt(sitting, member, at):
    return make_attempt(sitting, member, at)
