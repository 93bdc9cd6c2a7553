import pytest

from reminders.subjects import REMINDABLE
from tests.reminders.kinds import Chores


@pytest.fixture
def chores():
    """A kind beside those of the product: chores."""
    made = Chores()
    with REMINDABLE.lent(made.kind):
        yield made
