"""Reads of a run: its head, its log, its paper, its scores."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bank.engine.scoring import ItemScore, score
from bank.engine.scoring import MultiplePolicy as Policy
from cms.lib.chain import GENESIS
from exams.engine.log import Answers, Event, fold, log_digest
from exams.engine.timing import is_overdue
from exams.models.attempt import AnswerEvent, Attempt, LateDecision, LateEvent
from exams.models.paper import PaperItem
from exams.models.result import ScoreChange


def grace() -> timedelta:
    """How long an answer sent in time may be under way."""
    return timedelta(seconds=settings.EXAMS_GRACE_SECONDS)


def is_over(attempt: Attempt, at: datetime) -> bool:
    """Over for the candidate: handed in, or no answer can be accepted any more."""
    return not attempt.is_open or is_overdue(attempt.deadline_at, at, grace())


@dataclass(frozen=True)
class AttemptHead:
    """All that a save must know: the attempt's state, and what this client has already sent."""

    pk: int
    is_open: bool
    deadline_at: datetime
    holder: str
    held: int
    last: int
    late: int  # the highest number of this client in the late lane


# Written by hand: composing this through the ORM costs ten times what the database needs for it,
# and a save does nothing else but this and one INSERT. Tables and columns are checked by tests.
HEAD = """
SELECT a.state, a.deadline_at, a.holder,
  (SELECT COUNT(*) FROM exams_answerevent e WHERE e.attempt_id = a.id AND e.client = %s),
  (SELECT MAX(e.sequence) FROM exams_answerevent e WHERE e.attempt_id = a.id AND e.client = %s),
  (SELECT MAX(e.sequence) FROM exams_lateevent e WHERE e.attempt_id = a.id AND e.client = %s)
FROM exams_attempt a
JOIN staff_member m ON m.id = a.member_id
JOIN staff_user u ON u.id = m.user_id
WHERE a.id = %s AND u.id = %s AND u.is_active
"""
# SQLite has no row locks and needs none: BEGIN IMMEDIATE already lets one writer in at a time.
LOCK = {"postgresql": " FOR UPDATE OF a"}


def attempt_head(*, attempt_id: int, user_id: int, client: str) -> AttemptHead | None:
    """One row read that locks the attempt; None when it is not this active user's.

    Must run inside a transaction: the lock is what keeps a save and a submit apart. The state is
    always the present one; `held` and `last` may, on PostgreSQL, be those from before a wait for
    the lock.
    """
    with connection.cursor() as cursor:
        sql = HEAD + LOCK.get(connection.vendor, "")
        cursor.execute(sql, [client, client, client, attempt_id, user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    state, deadline_at, holder, held, last, late = row
    if deadline_at.tzinfo is None:  # SQLite keeps moments in UTC and does not say so
        deadline_at = deadline_at.replace(tzinfo=UTC)
    is_open = state == Attempt.State.OPEN
    return AttemptHead(attempt_id, is_open, deadline_at, holder, held, last or 0, late or 0)


def held_digests(*, attempt_id: int, client: str) -> dict[int, str]:
    """What the server holds of one client: sequence → digest."""
    rows = AnswerEvent.objects.filter(attempt=attempt_id, client=client)
    return dict(rows.values_list("sequence", "digest"))


def held_numbers(*, attempt_id: int, client: str) -> list[int]:
    """The sequences that the server holds of one client; read from the index alone."""
    rows = AnswerEvent.objects.filter(attempt=attempt_id, client=client).order_by()
    return list(rows.values_list("sequence", flat=True))


def late_digests(*, attempt_id: int, client: str) -> dict[int, str]:
    """What waits in the late lane from one client: sequence → digest."""
    rows = LateEvent.objects.filter(attempt=attempt_id, client=client)
    return dict(rows.values_list("sequence", "digest"))


def undecided(rows: QuerySet[LateEvent]) -> QuerySet[LateEvent]:
    """Those of these late answers that nobody has decided about yet.

    What has reached the log by itself since (a page that came back after its answers were brought
    in a file) needs no decision any more.
    """
    decisions = LateDecision.objects.filter(attempt=OuterRef("attempt")).order_by("-upto")
    same = {name: OuterRef(name) for name in ("attempt", "client", "sequence")}
    arrived = Exists(AnswerEvent.objects.filter(**same))
    return rows.filter(~arrived, pk__gt=Coalesce(Subquery(decisions.values("upto")[:1]), 0))


def undecided_late(attempt_id: int) -> QuerySet[LateEvent]:
    """Late answers of one attempt that wait for a decision, in receive order."""
    return undecided(LateEvent.objects.filter(attempt=attempt_id)).order_by("pk")


def events_of(attempt_id: int) -> list[Event]:
    """The answer log in receive order."""
    rows = AnswerEvent.objects.filter(attempt=attempt_id).order_by("pk")
    return [_event(*row) for row in rows.values_list(*EVENT_FIELDS)]


@dataclass(frozen=True)
class LogHead:
    """The log up to the row `upto`: how many events, and the chain over them."""

    events: int = 0
    digest: str = GENESIS
    upto: int = 0


def log_head(attempt_id: int, known: LogHead | None = None) -> LogHead:
    """The log as it stands; of what is known already nothing is read again.

    A log only grows at its end, so it may be read before the attempt is locked.
    """
    head = known or LogHead()
    rows = AnswerEvent.objects.filter(attempt=attempt_id, pk__gt=head.upto).order_by("pk")
    for pk, *row in rows.values_list("pk", *EVENT_FIELDS).iterator():
        head = LogHead(head.events + 1, log_digest([_event(*row)], head.digest), pk)
    return head


EVENT_FIELDS = ("client", "sequence", "position", "kind", "value")


def _event(client: str, sequence: int, position: int, kind: str, value) -> Event:
    return Event(
        client, sequence, position, kind, tuple(value) if isinstance(value, list) else value
    )


def answers_of(attempt_id: int) -> Answers:
    """The present answers and flags: the fold of the log, of which only last words are read."""
    rows = AnswerEvent.objects.filter(attempt=attempt_id).order_by()
    last = rows.values("position", "kind").annotate(last=Max("pk")).values("last")
    words = AnswerEvent.objects.filter(pk__in=last).order_by("pk")
    return fold(_event(*row) for row in words.values_list(*EVENT_FIELDS))


def paper_items(attempt: Attempt) -> list[PaperItem]:
    """The frozen items that this attempt answers, in order."""
    return list(
        PaperItem.objects.filter(paper=attempt.sitting.paper_id)
        .select_related("section")
        .order_by("position")
    )


def machine_scores(attempt: Attempt, answers: Answers) -> list[ItemScore]:
    """What the engine gives for the present answers, item by item."""
    policy = Policy(attempt.sitting.paper.multiple_policy)
    return [
        score(row.scored, answers.responses.get(row.position, ()), policy)
        for row in paper_items(attempt)
    ]


def overdue_ids(before: datetime, limit: int) -> list[int]:
    """Open attempts whose deadline lies before the given moment, oldest first."""
    rows = Attempt.objects.open().filter(deadline_at__lt=before).order_by("deadline_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def unscored_ids(limit: int) -> list[int]:
    """Submitted attempts that no result stands for yet."""
    rows = Attempt.objects.unscored().order_by("submitted_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def changes_of(attempt: Attempt) -> list[dict[int, Decimal | None]]:
    """Every score change of the attempt in order, by item position."""
    rows = ScoreChange.objects.filter(attempt=attempt).order_by("number")
    return [
        {int(position): None if text is None else Decimal(text) for position, text in row.items()}
        for row in rows.values_list("scores", flat=True)
    ]


def score_of_positions(attempt: Attempt) -> dict[int, Decimal]:
    """Where the score changes have led, by item position; items that wait count 0."""
    scores: dict[int, Decimal] = {}
    for change in changes_of(attempt):
        scores.update({position: given or Decimal(0) for position, given in change.items()})
    return scores
