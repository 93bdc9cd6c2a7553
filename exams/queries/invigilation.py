"""Who is where in a sitting, now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from cms.lib.tones import StrPromise, Tone
from exams.engine.states import AttemptState
from exams.models.attempt import AnswerEvent, Attempt, AttemptEvent, LateEvent
from exams.models.paper import PaperItem
from exams.models.sitting import Allowance, Registration, Sitting
from exams.queries.candidate import in_words
from exams.queries.presence import Presence, presence_of
from exams.queries.runs import answers_of, paper_items, undecided, undecided_late


class Where(StrEnum):
    """The state of one candidate; one of them, the most urgent first."""

    LATE = "late"  # late answers wait for a decision
    UNSENT = "unsent"  # connected, with answers that are on the device only
    LOST = "lost"  # begun, and no sign of life
    CONNECTED = "connected"
    WAITING = "waiting"  # not begun
    DEFERRED = "deferred"
    SUBMITTED = "submitted"


WORDS = {
    Where.LATE: _("late answers: %(n)s"),
    Where.UNSENT: _("connected, %(n)s unsent"),
    Where.LOST: _("not connected"),
    Where.CONNECTED: _("connected"),
    Where.WAITING: _("not begun"),
    Where.DEFERRED: _("deferred"),
    Where.SUBMITTED: _("has handed in"),
}
TONES = {
    Where.LATE: Tone.WARN,
    Where.UNSENT: Tone.WAIT,
    Where.LOST: Tone.BAD,
    Where.CONNECTED: Tone.OK,
    Where.WAITING: Tone.INFO,
    Where.DEFERRED: Tone.INFO,
    Where.SUBMITTED: Tone.OK,
}


@dataclass(frozen=True)
class Seat:
    """One candidate of the sitting."""

    registration: Registration
    where: Where
    attempt: Attempt | None
    presence: Presence | None
    extra: int  # minutes granted
    left: int  # how often the page was left; 0 where that is not recorded
    away: int  # seconds in all
    late: int  # answers that wait for a decision
    minutes_left: int = 0  # whole minutes of a running attempt, begun ones included

    @property
    def wording(self) -> StrPromise:
        unsent = self.presence.unsent if self.presence else 0
        return WORDS[self.where] % {"n": self.late if self.where == Where.LATE else unsent}

    @property
    def tone(self) -> Tone:
        return TONES[self.where]

    @property
    def is_waiting(self) -> bool:
        return self.where == Where.WAITING

    @property
    def last_sign(self) -> Presence | None:
        """Of somebody who is not connected any more: when that was."""
        return self.presence if self.where == Where.LOST else None


def seats_of(sitting: Sitting, at: datetime, *, words: str = "") -> list[Seat]:
    """Everybody registered, by name and unit, the most urgent first. Six queries in all."""
    rows = Registration.objects.filter(sitting=sitting).select_related("member__organisation")
    if words:
        rows = rows.filter(
            Q(member__name__icontains=words)
            | Q(member__staff_number__icontains=words)
            | Q(member__organisation__name__icontains=words)
        )
    registrations = list(rows.order_by("member__organisation__path", "member__staff_number"))
    latest: dict[int, Attempt] = {}
    for attempt in Attempt.objects.filter(sitting=sitting).order_by("number"):
        latest[attempt.member_id] = attempt
    extra = _sums(Allowance.objects.filter(sitting=sitting), "member", "minutes")
    there = presence_of([attempt.pk for attempt in latest.values() if attempt.is_open])
    left, away = _leavings(sitting)
    late = waiting_late(sitting)
    seats = []
    for row in registrations:
        attempt = latest.get(row.member_id)
        pk = attempt.pk if attempt else 0
        presence = there.get(pk)
        where = _where(row, attempt, presence, late.get(pk, 0), at)
        extra_minutes = extra.get(row.member_id, 0)
        seats.append(
            Seat(
                row,
                where,
                attempt,
                presence,
                extra_minutes,
                left.get(pk, 0),
                away.get(pk, 0),
                late.get(pk, 0),
                _minutes_left(attempt, at),
            )
        )
    return sorted(seats, key=lambda seat: list(Where).index(seat.where))


def _minutes_left(attempt: Attempt | None, at: datetime) -> int:
    if attempt is None or not attempt.is_open:
        return 0
    return max(0, ceil((attempt.deadline_at - at).total_seconds() / 60))


def _sums(rows: QuerySet, key: str, field: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(key).annotate(sum=Sum(field)))


def _leavings(sitting: Sitting) -> tuple[dict[int, int], dict[int, int]]:
    rows = AttemptEvent.objects.filter(attempt__sitting=sitting, kind=AttemptEvent.Kind.LEFT)
    counted = rows.order_by().values("attempt").annotate(n=Count("pk"), seconds=Sum("amount"))
    rows = list(counted)
    times = {row["attempt"]: row["n"] for row in rows}
    return times, {row["attempt"]: row["seconds"] for row in rows}


def waiting_late(sitting: Sitting) -> dict[int, int]:
    """Attempts of the sitting with late answers that wait for a decision: how many each."""
    rows = undecided(LateEvent.objects.filter(attempt__sitting=sitting)).order_by()
    return dict(rows.values_list("attempt").annotate(count=Count("pk")))


@dataclass(frozen=True)
class LateAnswer:
    """One late answer as the person who decides about it reads it."""

    number: int
    is_flag: bool
    flagged: bool
    response: str
    counts_now: str
    received_at: datetime
    cause: str


def late_answers(attempt: Attempt) -> list[LateAnswer]:
    """What a decision about the late answers of this attempt would be about, as it arrived."""
    late = list(undecided_late(attempt.pk))
    if not late:
        return []
    items = {row.position: row for row in paper_items(attempt)}
    held = answers_of(attempt.pk).responses
    return [_late_answer(row, items[row.position], held.get(row.position, ())) for row in late]


def _late_answer(row: LateEvent, item: PaperItem, held: tuple[str, ...]) -> LateAnswer:
    is_flag = row.kind == AnswerEvent.Kind.FLAG
    return LateAnswer(
        number=row.position,
        is_flag=is_flag,
        flagged=is_flag and bool(row.value),
        response="" if is_flag else in_words(item.item_content, tuple(row.value)),
        counts_now=in_words(item.item_content, held),
        received_at=row.received_at,
        cause=row.get_cause_display(),
    )


def _where(
    registration: Registration,
    attempt: Attempt | None,
    presence: Presence | None,
    late: int,
    at: datetime,
) -> Where:
    if late:
        return Where.LATE
    if attempt is None:
        return Where.DEFERRED if registration.deferred_at else Where.WAITING
    if not attempt.is_open:
        return Where.SUBMITTED
    if presence is None or not presence.is_connected(at):
        return Where.LOST
    return Where.UNSENT if presence.unsent else Where.CONNECTED


def count_seats(seats: Sequence[Seat]) -> dict[str, int]:
    """How many there are of each state, every state named."""
    counted = Counter(seat.where for seat in seats)
    return {where.value: counted[where] for where in Where}


def live_sittings(sittings: QuerySet[Sitting], at: datetime) -> list[Sitting]:
    """Sittings with `registered`, `running` and `submitted`; the running ones first."""
    rows = sittings.select_related("exam").annotate(
        registered=Count("registrations", distinct=True),
        running=Count("attempts", filter=Q(attempts__state=AttemptState.OPEN), distinct=True),
        submitted=Count(
            "attempts", filter=Q(attempts__state=AttemptState.SUBMITTED), distinct=True
        ),
    )
    return sorted(rows, key=lambda row: (not row.is_open(at), -row.opens_at.timestamp()))
