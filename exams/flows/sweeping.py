"""What must happen although nobody asks for it: the net under lost messages and closed tabs."""

from dataclasses import dataclass
from datetime import datetime

from exams.engine.timing import GRACE
from exams.flows.attempts import close_overdue
from exams.flows.results import score_attempt
from exams.queries import overdue_ids, unscored_ids

BATCH = 500


@dataclass(frozen=True)
class Swept:
    closed: int
    scored: int


def sweep_attempts(*, at: datetime) -> Swept:
    """Close overdue attempts, then score every submitted one. Each in its own transaction, so
    that one broken attempt cannot hold up the others; running it twice changes nothing."""
    closed = [close_overdue(attempt_id=pk, at=at) for pk in overdue_ids(at - GRACE, BATCH)]
    scored = [score_attempt(attempt_id=pk, at=at) for pk in unscored_ids(BATCH)]
    return Swept(sum(receipt is not None for receipt in closed), len(scored))
