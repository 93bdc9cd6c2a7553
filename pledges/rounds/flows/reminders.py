"""Remind who has not signed: by the ladder once a day, or by HR at once; nobody twice."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.flows.jobs import enqueue
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import BATCH, Event, record_many
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.reminder import Reminder
from reminders.adapters.channels import CHANNELS, Notice
from reminders.engine import ladder
from reminders.engine.outcome import ReminderOutcome
from staff.models.user import User


@transaction.atomic
def remind_round(*, round_id: int, at: datetime) -> int:
    """Take today's rung for everybody who is due. Returns how many were reminded.

    Who has had no reminder at all starts at the start, so a late joiner hears of the round too.
    """
    round_ = SigningRound.objects.select_for_update().get(pk=round_id)
    if not round_.is_open:
        return 0
    rung = ladder.rung(
        timezone.localdate(round_.opens_at),
        timezone.localdate(round_.due_at),
        timezone.localdate(at),
        settings.PLEDGE_REMIND_EVERY_DAYS,
    )
    if rung is None:
        return 0
    begun = Reminder.objects.filter(envelope=OuterRef("pk"), rung=ladder.START)
    due = round_.envelopes.due().select_for_update(of=("self",)).annotate(begun=Exists(begun))
    wanted = [(envelope, rung if envelope.begun else ladder.START) for envelope in due]
    return _remind(wanted, None, at)


@transaction.atomic
def remind_now(*, round_: SigningRound, envelopes: Iterable[int], by: User, at: datetime) -> int:
    """HR's own reminder, at most one a day for each person. Returns how many were reminded."""
    due = Envelope.objects.due().filter(round=round_, pk__in=list(envelopes))
    rung = f"hr-{timezone.localdate(at):%Y%m%d}"
    count = _remind([(e, rung) for e in due.select_for_update(of=("self",))], by, at)
    log(round_, "rounds.remind", user=by, data={"reminded": count})
    return count


def _remind(wanted: list[tuple[Envelope, str]], by: User | None, at: datetime) -> int:
    told = set(
        Reminder.objects.filter(envelope__in=[e.pk for e, _rung in wanted]).values_list(
            "envelope", "rung"
        )
    )
    fresh = [(envelope, rung) for envelope, rung in wanted if (envelope.pk, rung) not in told]
    if not fresh:
        return 0
    channels = settings.PLEDGE_REMINDER_CHANNELS
    Reminder.objects.bulk_create(
        [
            Reminder(envelope=envelope, rung=rung, channel=channel, made_at=at, by=by)
            for envelope, rung in fresh
            for channel in channels
        ],
        batch_size=BATCH,
    )
    who = {"by": by.pk} if by else {}
    words = ",".join(channels)
    record_many(
        [
            Event(envelope, EvidenceKind.REMINDED, at, {"rung": rung, "channels": words, **who})
            for envelope, rung in fresh
        ]
    )
    enqueue("rounds.deliver_reminders")
    return len(fresh)


def deliver_reminders(*, at: datetime) -> int:
    """Send what waits, each row at most once: it is marked before it leaves the house.

    A crash between the two leaves the row "handed over", for a person to see, rather than
    telling somebody twice.
    """
    sent = 0
    waiting = Reminder.objects.filter(outcome=ReminderOutcome.QUEUED).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        mine = Reminder.objects.filter(pk=pk, outcome=ReminderOutcome.QUEUED)
        if not mine.update(outcome=ReminderOutcome.SENDING):
            continue  # another worker took it
        outcome = _deliver(Reminder.objects.select_related("envelope__round").get(pk=pk))
        Reminder.objects.filter(pk=pk).update(outcome=outcome, sent_at=at)
        sent += outcome == ReminderOutcome.SENT
    return sent


def _deliver(reminder: Reminder) -> ReminderOutcome:
    envelope = reminder.envelope
    if not envelope.is_unsigned or not envelope.round.is_open:
        return ReminderOutcome.DROPPED
    member = envelope.member
    due = timezone.localdate(envelope.round.due_at)
    notice = Notice(
        email=member.user.email if member.user else "",
        mobile=member.mobile,
        title=_("Please sign: %(round)s") % {"round": envelope.round.title},
        text=_("%(name)s, please sign “%(round)s” by %(due)s. Log in and open “Pledges”.")
        % {"name": envelope.member_name, "round": envelope.round.title, "due": due},
    )
    try:
        return CHANNELS[reminder.channel]().deliver(notice)
    except OSError:
        return ReminderOutcome.FAILED
