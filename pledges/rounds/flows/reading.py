"""Who else looked at a pledge."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cms.lib.locks import held
from evidence.flows.chain import Event, record
from evidence.models.chain import EvidenceEntry
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.events import PledgeEvent
from staff.models.user import User


@transaction.atomic
def note_reading(*, envelope: Envelope, by: User, at: datetime, what: str = "pdf") -> None:
    """Record that somebody other than the signer took `what`: the `pdf` or the `text`."""
    locked = held(envelope)
    record(Event(locked, PledgeEvent.READ, at, {"by": by.pk, "what": what}))


@transaction.atomic
def note_look(*, envelope: Envelope, by: User, at: datetime) -> None:
    """Record that HR or an inspector opened the person's page; once a day for each reader."""
    locked = held(envelope)
    kind, today = PledgeEvent.LOOKED_AT, timezone.localdate(at)
    looks = EvidenceEntry.objects.filter(subject=locked.subject, kind=kind).order_by("-seq")
    for payload, when in looks.values_list("payload", "at"):
        if timezone.localdate(when) != today:
            break
        if payload["by"] == by.pk:
            return
    record(Event(locked, kind, at, {"by": by.pk}))
