"""Reads about learning that join or annotate."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from courses.learning.models.lesson import MiniLessonPage
from courses.learning.models.record import LearningRecord
from courses.learning.models.teaching import division_codes
from staff.models.credential_kinds import CredentialKind
from staff.models.member import Member
from staff.queries.people import with_credential


def year_start(year: int) -> datetime:
    """Midnight of 1 January, local time: training years are calendar years."""
    return datetime(year, 1, 1, tzinfo=timezone.get_default_timezone())


def lessons_open_to(member: Member, on: date) -> QuerySet[MiniLessonPage]:
    """Current lessons the member has not completed: those about to lapse first, then in order."""
    done = LearningRecord.objects.filter(member=member)
    return (
        MiniLessonPage.objects.current(on)
        .applying_in(division_codes(member))
        .exclude(pk__in=done.values("page"))
        .order_by("valid_until", "path")
    )


def trained_this_year(members: QuerySet, at: datetime) -> QuerySet:
    """Those of `members` with at least one live training credential of the current year."""
    start = year_start(at.astimezone(timezone.get_default_timezone()).year)
    return with_credential(members, kind=CredentialKind.TRAINING, at=at, earned_at__gte=start)
