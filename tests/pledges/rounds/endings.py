"""How an envelope that ended says so: its row, its chain, the log."""

from wagtail.models import ModelLogEntry

from evidence.queries.chains import chain_of
from pledges.rounds.models.envelope import Envelope
from tests.rows import said


def row(envelope) -> tuple:
    """How the row says that it ended."""
    names = ("status", "ended_at", "ended_by", "ended_reason", "revoked_category")
    return Envelope.objects.values_list(*names).get(pk=envelope.pk)


def last_entry(envelope) -> tuple:
    entry = chain_of(envelope.subject).order_by("seq").last()
    return entry.kind, entry.at, said(entry)


def log_of(action: str) -> list[tuple]:
    rows = ModelLogEntry.objects.filter(action=action)
    return [(entry.object_id, entry.user, entry.data) for entry in rows]
