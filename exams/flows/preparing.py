"""Before the doors open: a row for everybody, so that the start of all at once writes little."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError
from cms.lib.locks import held, holding
from exams.engine.timing import deadline
from exams.models.attempt import Attempt
from exams.models.sitting import Sitting
from exams.queries.preparing import (
    closed_with_prepared,
    prepared_count,
    stale_prepared,
    unprepared,
)
from staff.models.user import User

AHEAD = timedelta(minutes=30)  # how long before the doors the periodic job prepares
BATCH = 500
logger = logging.getLogger(__name__)


class AlreadyOpen(DomainError):
    code = "already_open"
    message = _("The sitting has opened: whoever starts now needs no preparation.")


@dataclass(frozen=True)
class Prepared:
    """How many rows were made, how many were taken back, and how many stand ready now."""

    made: int
    dropped: int
    ready: int


@transaction.atomic
def prepare_sitting(*, sitting: Sitting, user: User | None, at: datetime) -> Prepared:
    """Prepare a row for everybody who is registered, in post and not deferred.

    Repeating it prepares who has joined and takes back who has left. A prepared row counts as
    nothing until its person starts. Raises AlreadyOpen.
    """
    locked = held(sitting)
    if locked.opens_at <= at:
        raise AlreadyOpen
    dropped, _by_model = stale_prepared(locked).delete()
    # Locked as a start locks them: nobody is prepared while they begin.
    waiting = holding(unprepared(locked))
    rows = [_row(locked, registration.member_id) for registration in waiting]
    Attempt.every.bulk_create(rows, batch_size=BATCH)
    ready = prepared_count(locked)
    if rows or dropped:
        data = {"made": len(rows), "dropped": dropped, "ready": ready}
        log(locked, "exams.prepare_sitting", user=user, data=data)
    return Prepared(len(rows), dropped, ready)


def _row(sitting: Sitting, member_id: int) -> Attempt:
    """Its times are those of a start on the stroke; the start itself sets them anew."""
    return Attempt(
        sitting=sitting,
        member_id=member_id,
        state=Attempt.State.PREPARED,
        started_at=sitting.opens_at,
        deadline_at=deadline(sitting.opens_at, sitting.minutes, sitting.closes_at),
    )


def prepare_due(*, at: datetime) -> int:
    """Prepare every sitting that opens within half an hour, and clear away what was not used.

    Each sitting has its own transaction; one that fails is logged and passed over.
    """
    made = 0
    for sitting in Sitting.objects.filter(opens_at__gt=at, opens_at__lte=at + AHEAD):
        try:
            made += prepare_sitting(sitting=sitting, user=None, at=at).made
        except Exception:
            logger.exception("preparing failed", extra={"sitting_id": sitting.pk})
    closed_with_prepared(at).delete()
    return made
