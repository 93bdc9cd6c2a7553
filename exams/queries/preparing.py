"""Which rows of a sitting are prepared, which are to be, and which no longer."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from exams.models.attempt import Attempt
from exams.models.sitting import Registration, Sitting
from staff.models.member import Member


def _expected(sitting: Sitting) -> QuerySet[Registration]:
    """Who may come through the door: registered, in post, not deferred."""
    rows = Registration.objects.filter(sitting=sitting, deferred_at__isnull=True)
    return rows.filter(member__status=Member.Status.ACTIVE)


def unprepared(sitting: Sitting) -> QuerySet[Registration]:
    """Registrations that are to be prepared and have no row of any kind."""
    rows = Attempt.every.filter(sitting=sitting, member=OuterRef("member"))
    return _expected(sitting).filter(~Exists(rows)).order_by("pk")


def stale_prepared(sitting: Sitting) -> QuerySet[Attempt]:
    """Prepared rows of people who have left, were deferred or are no longer registered."""
    prepared = Attempt.every.prepared().filter(sitting=sitting)
    return prepared.exclude(member__in=_expected(sitting).values("member"))


def closed_with_prepared(at: datetime) -> QuerySet[Attempt]:
    """Rows that nobody used before their sitting closed."""
    return Attempt.every.prepared().filter(sitting__closes_at__lte=at)


def prepared_count(sitting: Sitting) -> int:
    """How many could begin by the turn of one row."""
    return Attempt.every.prepared().filter(sitting=sitting).count()
