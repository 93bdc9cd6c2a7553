"""Remind who has not signed: the envelopes on the ladder, and HR's own word at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.lib.locks import holding
from evidence.flows.chain import Event, record_many
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.queries.reminders import (
    WORD,
    code_of,
    subject_of,
    unsigned_envelopes,
    words_of,
)
from reminders.engine.ladder import Wanted
from reminders.flows.asking import ask
from reminders.subjects import Arrival, Remindable
from staff.models.user import User


@transaction.atomic
def remind_now(*, round_: SigningRound, envelopes: Iterable[int], by: User, at: datetime) -> int:
    """HR's own reminder, at most one a day for each person. Returns how many will be reminded."""
    due = Envelope.objects.due().filter(round=round_, pk__in=list(envelopes)).order_by("pk")
    rung = f"hr-{timezone.localdate(at):%Y%m%d}"
    wanted = [
        Wanted(subject_of(code), member, rung) for code, member in due.values_list("code", "member")
    ]
    count = ask(wanted=wanted, by=by, at=at)
    log(round_, "rounds.remind", user=by, data={"asked": count})
    return count


def note_reminders(arrivals: Sequence[Arrival], at: datetime) -> None:
    """One entry for each reminder that a gateway took; the caller is in a transaction."""
    codes = {code_of(arrival.subject) for arrival in arrivals}
    locked = holding(Envelope.objects).filter(code__in=codes).order_by("pk")
    envelopes = {envelope.code: envelope for envelope in locked}
    record_many(
        [
            Event(envelopes[code_of(one.subject)], PledgeEvent.REMINDED, at, _payload(one))
            for one in arrivals
        ]
    )


def _payload(arrival: Arrival) -> dict:
    data: dict[str, str | int] = {"rung": arrival.rung, "channel": arrival.channel}
    if arrival.reference:
        data["reference"] = arrival.reference
    if arrival.by is not None:
        data["by"] = arrival.by
    return data


ENVELOPES = Remindable(WORD, unsigned_envelopes, words_of, note_reminders)
