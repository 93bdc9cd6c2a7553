"""Registers and figures: who is due, who sat, how they did."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from exams.engine.outcome import BEST, counted
from exams.models.attempt import Attempt
from exams.models.result import Result
from exams.models.sitting import Registration, Sitting
from staff.models.member import Member


def register_rows(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Registrations with their attempts and results: the exam register 考试成绩台账."""
    attempts = Attempt.objects.filter(sitting=OuterRef("sitting"), member=OuterRef("member"))
    # Which of several attempts counts is the sitting's rule; one that was given back never does.
    last = Case(When(attempt__sitting__counts="last", then=F("attempt__number")), default=0)
    best = Result.objects.filter(
        attempt__sitting=OuterRef("sitting"),
        attempt__member=OuterRef("member"),
        attempt__continued_by__isnull=True,
    ).order_by(F("released_at").desc(nulls_last=True), last.desc(), "-percent")
    return registrations.select_related(
        "sitting__exam", "member__organisation", "member__post"
    ).annotate(
        attempted=Exists(attempts),
        submitted=Exists(attempts.filter(state=Attempt.State.SUBMITTED)),
        result_state=Subquery(best.values("state")[:1]),
        percent=Subquery(best.values("percent")[:1]),
        passed=Subquery(best.values("passed")[:1]),
        released_at=Subquery(best.values("released_at")[:1]),
        submitted_at=Subquery(attempts.order_by("-number").values("submitted_at")[:1]),
    )


def counted_percent(row: Registration) -> Decimal | None:
    """What a row of `register_rows` counts once released: the ceiling of a resit caps it."""
    if not row.released_at:
        return None
    return counted([row.percent], BEST, row.sitting.ceiling)


OUTCOMES = ("not_started", "deferred", "absent", "running", "waiting", "passed", "failed")


def outcome_code(row: Registration, at: datetime) -> str:
    """The outcome of one row of `register_rows`; unreleased results only say that they wait."""
    if row.released_at:
        return "passed" if row.passed else "failed"
    if row.submitted:
        return "waiting"
    if row.attempted:
        return "running"
    if row.deferred_at:
        return "deferred"
    return "absent" if row.sitting.closes_at <= at else "not_started"


def with_outcome(rows: QuerySet[Registration], code: str, at: datetime) -> QuerySet[Registration]:
    """Rows of `register_rows` with this outcome."""
    conditions = {
        "passed": Q(released_at__isnull=False, passed=True),
        "failed": Q(released_at__isnull=False, passed=False),
        "waiting": Q(released_at__isnull=True, submitted=True),
        "running": Q(released_at__isnull=True, submitted=False, attempted=True),
        "not_started": Q(attempted=False, deferred_at__isnull=True, sitting__closes_at__gt=at),
        "deferred": Q(attempted=False, deferred_at__isnull=False),
        "absent": Q(attempted=False, deferred_at__isnull=True, sitting__closes_at__lte=at),
    }
    return rows.filter(conditions[code])


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
        continued_by__isnull=True,
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
