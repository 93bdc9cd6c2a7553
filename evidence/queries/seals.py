"""Reads about seals: what they add to a grade, and whether sealing is in good health."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from evidence.engine.renewals import is_unbroken
from evidence.models.certificate import SealCertificate
from evidence.models.stored import SealedDocument
from evidence.models.timestamp import DocumentTimestamp, TimestampWait
from pledges.rounds.models.envelope import Envelope

WARN_DAYS = (90, 30, 7)
LATE = timedelta(hours=1)


def file_facts(envelope: Envelope, at: datetime) -> dict[str, bool]:
    """What the sealed file and its time stamps add to the grade, as of `at`.

    A time stamp that ran out and was not renewed in time adds nothing any more.
    """
    rows = SealedDocument.objects.filter(envelope=envelope).select_related("certificate")
    sealed = rows.first()
    if sealed is None:
        return {}
    stamps = list(sealed.timestamps.order_by("number"))
    holds = is_unbroken([(row.stamped_at, row.valid_to) for row in stamps], at)
    outside = all(row.is_independent for row in stamps)
    return {
        "sealed": True,
        "certified": sealed.certificate is not None,
        "demo": sealed.certificate is not None and sealed.certificate.is_demo,
        "stamped": holds and outside,
        "own_stamp": holds and not outside,
    }


def certificates_in_use() -> QuerySet[SealCertificate]:
    return SealCertificate.objects.filter(active_until__isnull=True, revoked_at__isnull=True)


def warning_of(certificate: SealCertificate, at: datetime) -> int | None:
    """The smallest of 90, 30, 7, 0 days that the rest of its life has fallen to; None before."""
    left = certificate.days_left(at)
    if left < 0:
        return 0
    reached = [days for days in WARN_DAYS if left < days]
    return min(reached) if reached else None


@dataclass(frozen=True)
class SealHealth:
    """Numbers for the page: what is sealed, what waits, and for how long."""

    sealed: int
    stamped: int
    independent: int
    missing: int
    oldest_missing: TimestampWait | None
    waiting: int
    refused: tuple[tuple[str, int], ...]


def seal_health() -> SealHealth:
    waiting = Envelope.objects.filter(status="signed")
    stamps = DocumentTimestamp.objects.filter(document__isnull=False)
    reasons: dict[str, int] = {}
    for problem in waiting.exclude(seal_problem="").values_list("seal_problem", flat=True):
        reasons[problem] = reasons.get(problem, 0) + 1
    ranked = sorted(reasons.items(), key=lambda row: -row[1])[:5]
    return SealHealth(
        sealed=SealedDocument.objects.filter(certificate__isnull=False).count(),
        stamped=stamps.values("document").distinct().count(),
        independent=stamps.filter(is_independent=True).values("document").distinct().count(),
        missing=TimestampWait.objects.count(),
        oldest_missing=TimestampWait.objects.first(),
        waiting=waiting.count(),
        refused=tuple(ranked),
    )


def seal_trouble(at: datetime) -> bool:
    """Whether somebody should look: a certificate near its end, or what should be there is late."""
    late = at - LATE
    return (
        any(warning_of(row, at) is not None for row in certificates_in_use())
        or TimestampWait.objects.filter(since__lte=late).exists()
        or Envelope.objects.filter(status="signed", signed_at__lte=late).exists()
    )
