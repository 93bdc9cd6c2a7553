"""Signs of life from exam pages. They say who is there now; nothing of them is evidence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from exams.engine.budget import LEAVINGS
from exams.engine.wire import Beat
from exams.flows.refusals import AttemptUnknown
from exams.models.attempt import Attempt, AttemptEvent
from exams.queries.presence import Presence, key_of
from exams.queries.tallies import leavings_of

KEPT = timedelta(minutes=30)
RENEW = timedelta(seconds=10)


@dataclass(frozen=True)
class Pulse:
    """What a beating page must know at once."""

    is_open: bool
    deadline_at: datetime
    holds: bool


def note_sign(*, attempt_id: int, user_id: int, sign: Beat, at: datetime) -> Pulse:
    """Note that the page is there; one read, no write to the database unless it was left.

    Raises AttemptUnknown.
    """
    rows = Attempt.objects.filter(pk=attempt_id, member__user=user_id)
    row = rows.values_list("state", "deadline_at", "holder", "sitting__record_leaving").first()
    if row is None:
        raise AttemptUnknown
    state, deadline_at, holder, records = row
    is_open = state == Attempt.State.OPEN
    if holder in {"", sign.client}:
        _note(attempt_id, sign, at)
        if sign.away and records and is_open:
            note_leaving(attempt_id=attempt_id, sign=sign, at=at)
    return Pulse(is_open, deadline_at, holder in {"", sign.client})


def _note(attempt_id: int, sign: Beat, at: datetime) -> None:
    fresh = Presence(at, sign.unsent, sign.visible)
    known: Presence | None = cache.get(key_of(attempt_id))
    if known is not None and known.same_as(fresh) and at - known.seen_at < RENEW:
        return
    cache.set(key_of(attempt_id), fresh, KEPT.total_seconds())


@transaction.atomic
def note_leaving(*, attempt_id: int, sign: Beat, at: datetime) -> None:
    """Record each time the page was left, in seconds; only where the sitting says so.

    An attempt has room for LEAVINGS of them; what comes on top is not recorded any more.
    """
    room = max(0, LEAVINGS - leavings_of(attempt_id))
    AttemptEvent.objects.bulk_create(
        [
            AttemptEvent(
                attempt_id=attempt_id,
                kind=AttemptEvent.Kind.LEFT,
                client=sign.client,
                amount=seconds,
                at=at,
            )
            for seconds in sign.away[:room]
        ]
    )
