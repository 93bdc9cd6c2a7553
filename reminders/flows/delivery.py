"""Send what waits, each row at most once: it is marked before it leaves the house.

A crash between the mark and the answer leaves the row "being sent, no answer yet", for a person
to see, rather than telling somebody twice.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.lib.locks import holding
from reminders.adapters.gateways import send
from reminders.engine.digest import Bundle, Words, compose
from reminders.engine.outcome import Answer, Message, Outcome
from reminders.engine.quiet import may_leave
from reminders.models.reminder import Reminder
from reminders.queries.reminders import address_of, quiet_hours, ready
from reminders.subjects import Arrival, kind_of
from staff.models.member import Member


def deliver(
    *, clock: Callable[[], datetime], progress: Callable[[int, int], None] = lambda done, all_: None
) -> int:
    """Everything that may leave by now, message after message. Returns how many rows were sent."""
    waiting, sent = ready(clock()), 0
    for done, bundle in enumerate(waiting, 1):
        sent += send_bundle(bundle=bundle, at=clock())
        progress(done, len(waiting))
    return sent


def send_bundle(*, bundle: Bundle, at: datetime) -> int:
    """One message to one person. Returns how many reminders it carried; 0 when none went.

    What was done since the asking is dropped; what begins to be quiet meanwhile goes on waiting.
    """
    if not may_leave(bundle.channel, timezone.localtime(at), quiet_hours()):
        return 0
    rows = _claim([row.pk for row in bundle.rows], at)
    with translation.override(settings.LANGUAGE_CODE):
        words = _still_due(rows)
        _drop([row for row in rows if row.subject not in words])
        due = [row for row in rows if row.subject in words]
        if not due:
            return 0
        member = Member.objects.select_related("user").get(pk=bundle.member)
        answer = send(bundle.channel, _message(member, bundle.channel, list(words.values())))
    _note(due, answer, at)
    return len(due) if answer.is_sent else 0


@transaction.atomic
def _claim(pks: list[int], at: datetime) -> list[Reminder]:
    """Mark them as leaving, and commit that, before anything leaves; whoever comes second gets
    none of them.
    """
    rows = list(holding(Reminder.objects.queued()).filter(pk__in=pks).order_by("pk"))
    mine = Reminder.objects.filter(pk__in=[row.pk for row in rows])
    mine.update(outcome=Outcome.SENDING, taken_at=at)
    return rows


def _still_due(rows: Sequence[Reminder]) -> dict[str, Words]:
    """How each subject is said that is still to be done."""
    words: dict[str, Words] = {}
    for kind in {kind_of(row.subject).word: kind_of(row.subject) for row in rows}.values():
        subjects = sorted({row.subject for row in rows if kind_of(row.subject) is kind})
        words.update(kind.words(subjects))
    return words


def _drop(rows: Sequence[Reminder]) -> None:
    if rows:
        done = Reminder.objects.filter(pk__in=[row.pk for row in rows])
        done.update(outcome=Outcome.DROPPED)


def _message(member: Member, channel: str, matters: Sequence[Words]) -> Message:
    title, text = compose(
        matters,
        _("%(count)d things are waiting for you") % {"count": len(matters)},
        _("%(name)s, these are waiting for you:") % {"name": member.name},
    )
    return Message(address_of(member, channel), title, text)


@transaction.atomic
def _note(rows: Sequence[Reminder], answer: Answer, at: datetime) -> None:
    """The answer on the rows and, of what was sent, in the evidence chain: both or neither."""
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(
        outcome=answer.outcome,
        sent_at=at if answer.is_sent else None,
        reference=answer.reference,
        problem=answer.problem,
    )
    if not answer.is_sent:
        return
    for kind in {kind_of(row.subject).word: kind_of(row.subject) for row in rows}.values():
        kind.note(
            [
                Arrival(row.subject, row.rung, row.channel, answer.reference, row.by_id)
                for row in rows
                if kind_of(row.subject) is kind
            ],
            at,
        )
