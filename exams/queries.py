"""Reads about exams that join or annotate. Nothing here changes a row."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from exams.engine.items import CHOICE_KINDS, JUDGEMENTS, LETTERS, ItemContent, Kind, strip_marks
from exams.engine.log import Answers, Event, fold
from exams.engine.scoring import ItemScore, Verdict, score
from exams.engine.scoring import MultiplePolicy as Policy
from exams.models import (
    AnswerEvent,
    Attempt,
    PaperItem,
    Registration,
    Result,
    ScoreChange,
    Sitting,
    Submission,
)
from staff.models import Member


@dataclass(frozen=True)
class AttemptHead:
    """All that a save must know: the attempt's state, and what this client has already sent."""

    is_open: bool
    deadline_at: datetime
    held: int
    last: int


# Written by hand: composing this through the ORM costs ten times what the database needs for it,
# and a save does nothing else but this and one INSERT. Tables and columns are checked by tests.
HEAD = """
SELECT a.state, a.deadline_at,
  (SELECT COUNT(*) FROM exams_answerevent e WHERE e.attempt_id = a.id AND e.client = %s),
  (SELECT MAX(e.sequence) FROM exams_answerevent e WHERE e.attempt_id = a.id AND e.client = %s)
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
        cursor.execute(sql, [client, client, attempt_id, user_id])
        row = cursor.fetchone()
    if row is None:
        return None
    state, deadline_at, held, last = row
    if deadline_at.tzinfo is None:  # SQLite keeps moments in UTC and does not say so
        deadline_at = deadline_at.replace(tzinfo=UTC)
    return AttemptHead(state == Attempt.State.OPEN, deadline_at, held, last or 0)


def held_digests(*, attempt_id: int, client: str) -> dict[int, str]:
    """What the server holds of one client: sequence → digest."""
    rows = AnswerEvent.objects.filter(attempt=attempt_id, client=client)
    return dict(rows.values_list("sequence", "digest"))


def events_of(attempt_id: int) -> list[Event]:
    """The answer log in receive order."""
    rows = AnswerEvent.objects.filter(attempt=attempt_id).order_by("pk")
    return [_event(*row) for row in rows.values_list(*EVENT_FIELDS)]


EVENT_FIELDS = ("client", "sequence", "position", "kind", "value")


def _event(client: str, sequence: int, position: int, kind: str, value) -> Event:
    return Event(
        client, sequence, position, kind, tuple(value) if isinstance(value, list) else value
    )


def answers_of(attempt_id: int) -> Answers:
    """The present answers and flags: the fold of the log."""
    return fold(events_of(attempt_id))


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


# --- The candidate's own pages


@dataclass(frozen=True)
class SittingCard:
    """One registered sitting as its candidate sees it."""

    sitting: Sitting
    phase: str  # "running", "open", "upcoming", "closed"
    attempts: tuple[Attempt, ...]

    @property
    def latest(self) -> Attempt | None:
        return self.attempts[0] if self.attempts else None

    @property
    def may_start(self) -> bool:
        used = len(self.attempts)
        return self.phase == "open" and used < self.sitting.attempts_allowed


PHASES = ("running", "open", "upcoming", "closed")


def sitting_cards(registrations: QuerySet[Registration], at: datetime) -> list[SittingCard]:
    """The sittings of these registrations of one member, most urgent first."""
    rows = registrations.select_related("sitting__exam", "sitting__paper").order_by(
        "sitting__closes_at"
    )
    rows = list(rows)
    attempts = (
        Attempt.objects.filter(
            sitting__in=[row.sitting_id for row in rows],
            member__in={row.member_id for row in rows},
        )
        .select_related("sitting", "result", "receipt")
        .order_by("-number")
    )
    by_sitting: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_sitting.setdefault(attempt.sitting_id, []).append(attempt)
    cards = [_card(row.sitting, tuple(by_sitting.get(row.sitting_id, ())), at) for row in rows]
    return sorted(cards, key=lambda card: PHASES.index(card.phase))


def _card(sitting: Sitting, attempts: tuple[Attempt, ...], at: datetime) -> SittingCard:
    if any(attempt.is_open and attempt.deadline_at > at for attempt in attempts):
        return SittingCard(sitting, "running", attempts)
    if sitting.is_open(at):
        return SittingCard(sitting, "open", attempts)
    return SittingCard(sitting, "upcoming" if sitting.opens_at > at else "closed", attempts)


def receipt_of(attempt: Attempt) -> Submission | None:
    return Submission.objects.filter(attempt=attempt).first()


def released_result(attempt: Attempt, at: datetime) -> Result | None:
    """The result if its candidate may see it now."""
    return Result.objects.released(at).filter(attempt=attempt).first()


def stage_of(attempt: Attempt) -> str:
    """Where an unreleased result stands: "scoring", "marking" or "unreleased"."""
    result = Result.objects.filter(attempt=attempt).first()
    if result is None:
        return "scoring"
    return "unreleased" if result.is_final else "marking"


@dataclass(frozen=True)
class ResultLine:
    """One item of a released result; key and rationale only where the sitting reveals them."""

    number: int
    stem: str
    kind: str
    points: Decimal
    score: Decimal
    verdict: Verdict
    response: str
    key: str
    rationale: str
    basis: str


def result_lines(attempt: Attempt, answers: Answers) -> list[ResultLine]:
    """The items of a released result. Callers have checked that it is released and that the
    sitting shows verdicts."""
    given = score_of_positions(attempt)
    reveal = attempt.sitting.reveals_keys
    return [_result_line(row, answers, given[row.position], reveal) for row in paper_items(attempt)]


def _result_line(row: PaperItem, answers: Answers, given: Decimal, reveal: bool) -> ResultLine:
    response = answers.responses.get(row.position, ())
    return ResultLine(
        number=row.position,
        stem=row.content["stem"],
        kind=row.kind,
        points=row.points,
        score=given,
        verdict=_verdict(response, given, row.points),
        response=in_words(row.item_content, response),
        key=row.content["key"] if reveal else "",
        rationale=row.content["rationale"] if reveal else "",
        basis=strip_marks(row.content["basis"]) if reveal else "",
    )


def in_words(content: ItemContent, response: tuple[str, ...]) -> str:
    """A response as people read it: letters with their texts, 正确/错误, blanks one by one."""
    if content.kind in CHOICE_KINDS:
        texts = dict(zip(LETTERS, content.choices, strict=False))
        return "\n".join(f"{letter}. {texts.get(letter, '')}" for letter in sorted(response))
    if content.kind is Kind.JUDGEMENT:
        words = {value: word for word, value in JUDGEMENTS.items()}
        return "".join(words.get(part, part) for part in response)
    return " | ".join(response)


def _verdict(response: tuple[str, ...], given: Decimal, points: Decimal) -> Verdict:
    if given == points:
        return Verdict.RIGHT
    if given:
        return Verdict.PARTLY
    return Verdict.WRONG if any(response) else Verdict.UNANSWERED


def changes_of(attempt: Attempt) -> list[dict[int, Decimal | None]]:
    """Every score change of the attempt in order, by item position."""
    rows = ScoreChange.objects.filter(attempt=attempt).order_by("number")
    return [
        {int(position): None if text is None else Decimal(text) for position, text in row.items()}
        for row in rows.values_list("scores", flat=True)
    ]


def score_of_positions(attempt: Attempt) -> dict[int, Decimal]:
    """Where the score changes have led, by item position; items that wait count 0."""
    found: dict[int, Decimal] = {}
    for change in changes_of(attempt):
        found.update({position: given or Decimal(0) for position, given in change.items()})
    return found


def new_results(member: Member, since: datetime, at: datetime) -> QuerySet[Result]:
    """Results of the member that were released in (since, at]."""
    return (
        Result.objects.released(at)
        .filter(attempt__member=member, released_at__gt=since)
        .select_related("attempt__sitting")
        .order_by("-released_at")
    )


def member_attempts(member: Member) -> QuerySet[Attempt]:
    """Every attempt of one member with its result, newest first: for the own record."""
    return (
        Attempt.objects.filter(member=member)
        .select_related("sitting__exam", "result")
        .order_by("-started_at")
    )


# --- Registers and figures


def register_rows(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Registrations with their attempts and results: the exam register 考试成绩台账."""
    mine = Attempt.objects.filter(sitting=OuterRef("sitting"), member=OuterRef("member"))
    best = Result.objects.filter(
        attempt__sitting=OuterRef("sitting"), attempt__member=OuterRef("member")
    ).order_by(F("released_at").desc(nulls_last=True), "-percent")
    return registrations.select_related(
        "sitting__exam", "member__organisation", "member__post"
    ).annotate(
        attempted=Exists(mine),
        submitted=Exists(mine.filter(state=Attempt.State.SUBMITTED)),
        result_state=Subquery(best.values("state")[:1]),
        percent=Subquery(best.values("percent")[:1]),
        passed=Subquery(best.values("passed")[:1]),
        released_at=Subquery(best.values("released_at")[:1]),
        submitted_at=Subquery(mine.order_by("-number").values("submitted_at")[:1]),
    )


OUTCOMES = ("not_started", "running", "waiting", "passed", "failed")


def outcome_code(row: Registration) -> str:
    """The outcome of one row of `register_rows`; unreleased results only say that they wait."""
    if row.released_at:
        return "passed" if row.passed else "failed"
    if row.submitted:
        return "waiting"
    return "running" if row.attempted else "not_started"


def with_outcome(rows: QuerySet[Registration], code: str) -> QuerySet[Registration]:
    """Rows of `register_rows` with this outcome."""
    wanted = {
        "passed": Q(released_at__isnull=False, passed=True),
        "failed": Q(released_at__isnull=False, passed=False),
        "waiting": Q(released_at__isnull=True, submitted=True),
        "running": Q(released_at__isnull=True, submitted=False, attempted=True),
        "not_started": Q(attempted=False),
    }
    return rows.filter(wanted[code])


def due_members(members: QuerySet[Member], at: datetime) -> QuerySet[Member]:
    """Members registered for a sitting of this year that has opened; practice is not counted."""
    registered = Registration.objects.filter(
        member=OuterRef("pk"),
        sitting__exam__year=timezone.localdate(at).year,
        sitting__exam__practice=False,
        sitting__opens_at__lte=at,
    )
    return members.filter(Exists(registered))


def unsubmitted(registrations: QuerySet[Registration], at: datetime) -> QuerySet[Registration]:
    """Registrations for sittings open now, whose member has not handed in any attempt."""
    handed_in = Attempt.objects.filter(
        sitting=OuterRef("sitting"),
        member=OuterRef("member"),
        state=Attempt.State.SUBMITTED,
    )
    return registrations.filter(
        ~Exists(handed_in), sitting__opens_at__lte=at, sitting__closes_at__gt=at
    ).select_related("sitting")


def sitting_counts(sittings: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Sittings with how many are registered, have submitted, wait for marking, are released."""

    def count(queryset: QuerySet, lookup: str):
        rows = queryset.filter(**{lookup: OuterRef("pk")}).order_by().values(lookup)
        return Subquery(rows.annotate(n=Count("pk")).values("n"))

    results = Result.objects.all()
    lookup = "attempt__sitting"
    return sittings.annotate(
        registered=count(Registration.objects.all(), "sitting"),
        submitted=count(Attempt.objects.filter(state=Attempt.State.SUBMITTED), "sitting"),
        waiting=count(results.filter(state=Result.State.PENDING), lookup),
        released=count(results.filter(released_at__isnull=False), lookup),
    )
