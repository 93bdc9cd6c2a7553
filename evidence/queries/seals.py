"""Reads about seals: what they add to a grade, and whether sealing is in good health."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.utils.translation import gettext as _

from cms.lib.tones import StrPromise, Tone
from evidence.engine.renewals import is_unbroken
from evidence.models.certificate import SealCertificate
from evidence.models.stored import FileWait, StoredFile
from evidence.models.timestamp import DocumentTimestamp, TimestampWait
from evidence.queries.files import sealed_file
from evidence.subjects import file_label

WARN_DAYS = (90, 30, 7)
LATE = timedelta(hours=1)


def file_facts(subject: str, at: datetime) -> dict[str, bool]:
    """What the sealed file and its time stamps add to the grade, as of `at`.

    A time stamp that ran out and was not renewed in time adds nothing any more.
    """
    sealed = sealed_file(subject)
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
class CertificateRow:
    """A certificate of the seal as it stands at `at`."""

    certificate: SealCertificate
    at: datetime

    @property
    def wording(self) -> StrPromise:
        if self.certificate.revoked_at:
            return _("revoked")
        if not self.certificate.in_use:
            return _("no longer in use, still trusted")
        if self._is_ending:
            return _("%(left)s days left") % {"left": self.certificate.days_left(self.at)}
        return _("in use")

    @property
    def tone(self) -> Tone:
        if self.certificate.revoked_at:
            return Tone.BAD
        if not self.certificate.in_use:
            return Tone.INFO
        return Tone.WARN if self._is_ending else Tone.OK

    @property
    def _is_ending(self) -> bool:
        return warning_of(self.certificate, self.at) is not None


def certificate_rows(at: datetime) -> list[CertificateRow]:
    """Every certificate there ever was, the latest first."""
    rows = SealCertificate.objects.select_related("ended_by", "revoked_by")
    return [CertificateRow(row, at) for row in rows]


@dataclass(frozen=True)
class Waiting:
    """Files of one kind that are still to be made: how many, since when, and why (ranked)."""

    label: str
    count: int
    oldest: datetime
    problems: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SealHealth:
    """Numbers for the page: what is sealed, what waits, and for how long."""

    sealed: int
    stamped: int
    independent: int
    missing: int
    oldest_missing: TimestampWait | None
    waiting: tuple[Waiting, ...]

    @property
    def waiting_count(self) -> int:
        return sum(row.count for row in self.waiting)


def seal_health() -> SealHealth:
    stamps = DocumentTimestamp.objects.all()
    return SealHealth(
        sealed=StoredFile.objects.filter(certificate__isnull=False).count(),
        stamped=stamps.values("file").distinct().count(),
        independent=stamps.filter(is_independent=True).values("file").distinct().count(),
        missing=TimestampWait.objects.count(),
        oldest_missing=TimestampWait.objects.first(),
        waiting=files_waiting(),
    )


def files_waiting() -> tuple[Waiting, ...]:
    """The files that are still to be made, by kind, the longest wait first. One query."""
    word = Substr("subject", 1, StrIndex("subject", Value(":")) - 1)
    rows = FileWait.objects.annotate(word=word).order_by().values("word", "kind", "problem")
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in rows.annotate(n=Count("pk"), oldest=Min("since")):
        groups.setdefault((row["word"], row["kind"]), []).append(row)
    waiting = [_waiting(*key, found) for key, found in groups.items()]
    return tuple(sorted(waiting, key=lambda row: row.oldest))


def _waiting(word: str, kind: str, rows: list[dict]) -> Waiting:
    ranked = sorted(
        ((row["problem"], row["n"]) for row in rows if row["problem"]), key=lambda pair: -pair[1]
    )
    return Waiting(
        label=file_label(word, kind),
        count=sum(row["n"] for row in rows),
        oldest=min(row["oldest"] for row in rows),
        problems=tuple(ranked[:5]),
    )


def seal_trouble(at: datetime) -> bool:
    """Whether somebody should look: a certificate near its end, or what should be there is late."""
    late = at - LATE
    return (
        any(warning_of(row, at) is not None for row in certificates_in_use())
        or TimestampWait.objects.filter(since__lte=late).exists()
        or FileWait.objects.filter(since__lte=late).exists()
    )
