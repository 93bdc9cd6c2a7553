"""What must happen although nobody asks for it: the net under lost messages and closed tabs."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from exams.flows.closing import close_overdue
from exams.flows.results import score_attempt
from exams.queries.runs import grace, overdue_ids, unscored_ids

BATCH = 500
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    closed: int
    scored: int


def sweep_attempts(*, at: datetime) -> Swept:
    """Close overdue attempts, then score every submitted one. Running it twice changes nothing.

    Each attempt has its own transaction, and one that fails is logged and passed over, so that
    it cannot hold up the others.
    """
    closed = [_try(close_overdue, pk, at) for pk in overdue_ids(at - grace(), BATCH)]
    scored = [_try(score_attempt, pk, at) for pk in unscored_ids(BATCH)]
    return Swept(len(closed) - closed.count(None), len(scored) - scored.count(None))


def _try(verb: Callable, attempt_id: int, at: datetime):
    try:
        return verb(attempt_id=attempt_id, at=at)
    except Exception:
        logger.exception("sweep failed", extra={"attempt_id": attempt_id})
        return None
