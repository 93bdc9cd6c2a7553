"""How the ways out of the house stand: what HR and administrators see before and after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q

from reminders.adapters.gateways import CHANNELS, fault_of
from reminders.engine.outcome import Outcome
from reminders.models.reminder import CHANNEL_LABELS, Reminder

RECENT = timedelta(days=7)
STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class ChannelState:
    """One channel. `fault` is empty when it can send; `used`: people are reminded by it."""

    channel: str
    label: str
    used: bool
    fault: str

    @property
    def is_set_up(self) -> bool:
        return not self.fault


@dataclass(frozen=True)
class ChannelHealth:
    """A channel with its last seven days. `stuck`: handed over long ago, and no answer."""

    state: ChannelState
    sent: int
    waiting: int
    stuck: int
    unsent: int
    problems: tuple[str, ...]


def channel_states() -> list[ChannelState]:
    return [
        ChannelState(
            channel,
            str(CHANNEL_LABELS[channel]),
            channel in settings.REMINDER_CHANNELS,
            fault_of(channel),
        )
        for channel in CHANNELS
    ]


def channels_in_use() -> list[ChannelState]:
    """Those by which people are reminded, whether they can send or not."""
    return [state for state in channel_states() if state.used]


def channel_health(at: datetime) -> list[ChannelHealth]:
    """Every channel with its figures, in two queries."""
    nothing = {"sent": 0, "waiting": 0, "stuck": 0, "unsent": 0}
    recent = Reminder.objects.filter(made_at__gte=at - RECENT).order_by()
    rows = recent.values("channel").annotate(
        sent=Count("pk", filter=Q(outcome=Outcome.SENT)),
        waiting=Count("pk", filter=Q(outcome=Outcome.QUEUED)),
        stuck=Count("pk", filter=Q(outcome=Outcome.SENDING, taken_at__lt=at - STUCK_AFTER)),
        unsent=Count("pk", filter=Q(outcome__in=[Outcome.FAILED, Outcome.NOT_CONFIGURED])),
    )
    figures = {
        channel: dict(zip(nothing, counts, strict=True))
        for channel, *counts in rows.values_list("channel", *nothing)
    }
    problems: dict[str, list[str]] = {}
    reasons = recent.exclude(problem="").values_list("channel", "problem").distinct()
    for channel, problem in reasons.order_by("channel", "problem")[:20]:
        problems.setdefault(channel, []).append(problem)
    return [
        ChannelHealth(
            state,
            **figures.get(state.channel, nothing),
            problems=tuple(problems.get(state.channel, ())),
        )
        for state in channel_states()
    ]
