"""Reads about reminders: what waits, whom it reaches, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from reminders.engine.digest import Bundle, Waiting, bundles
from reminders.engine.outcome import Outcome
from reminders.engine.quiet import OUTSIDE, QuietHours, may_leave, parse_hours
from reminders.models.reminder import CHANNEL_LABELS, OUTCOME_LABELS, OUTCOME_TONES, Reminder
from staff.models.member import Member


def quiet_hours() -> QuietHours | None:
    return parse_hours(settings.REMINDER_QUIET_HOURS)


def ready(at: datetime) -> list[Bundle]:
    """What may leave now, one bundle per person and channel, in two queries."""
    local, quiet = timezone.localtime(at), quiet_hours()
    queued = Reminder.objects.queued().order_by("made_at", "pk")
    if not may_leave("mail", local, quiet):
        queued = queued.exclude(channel__in=OUTSIDE)
    waiting = [
        Waiting(pk, subject, member, channel, by is not None)
        for pk, subject, member, channel, by in queued.values_list(
            "pk", "subject", "member", "channel", "by"
        )
    ]
    return bundles(waiting, _had_today(local)) if waiting else []


def _had_today(local: datetime) -> set[tuple[int, str]]:
    """Who got a message of the ladder today, by which channel outside the product."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    today = Reminder.objects.filter(
        outcome__in=[Outcome.SENT, Outcome.SENDING],
        taken_at__gte=midnight,
        channel__in=OUTSIDE,
        by__isnull=True,
    )
    return set(today.order_by().values_list("member", "channel").distinct())


def address_of(member: Member, channel: str) -> str:
    """Where a channel reaches this member; empty when that is not on file."""
    if channel == "sms":
        return member.mobile
    if member.user is None or not member.user.is_active:
        return ""
    return member.user.email if channel == "mail" else str(member.user.pk)


def reminders_of(subject: str) -> QuerySet[Reminder]:
    """Newest first, for the page of the thing itself."""
    return Reminder.objects.filter(subject=subject).select_related("by")


def last_shown(subjects: list[str]) -> dict[str, datetime]:
    """When each of these subjects was last said in the product, for the person's own pages."""
    shown = Reminder.objects.arrived().filter(subject__in=subjects, channel="in_product")
    return dict(shown.order_by().values_list("subject").annotate(last=Max("sent_at")))


@dataclass(frozen=True)
class Tally:
    """How many reminders by one channel came to the same end, and the last of them."""

    channel: str
    outcome: str
    tone: str
    problem: str
    number: int
    last: datetime


def tally(subjects: QuerySet) -> list[Tally]:
    """What became of all reminders of these subjects, channel by channel, in one query."""
    rows = (
        Reminder.objects.filter(subject__in=subjects)
        .order_by("channel", "outcome", "problem")
        .values("channel", "outcome", "problem")
        .annotate(number=Count("pk"), last=Max("made_at"))
    )
    return [
        Tally(
            channel=str(CHANNEL_LABELS[row["channel"]]),
            outcome=str(OUTCOME_LABELS[Outcome(row["outcome"])]),
            tone=OUTCOME_TONES[Outcome(row["outcome"])],
            problem=row["problem"],
            number=row["number"],
            last=row["last"],
        )
        for row in rows
    ]
