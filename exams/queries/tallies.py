"""How much the server holds of an attempt, for its budget."""

from django.db.models import Count, Sum, TextField
from django.db.models.functions import Cast, Length

from exams.engine.budget import Tally
from exams.models.attempt import AnswerEvent, AttemptEvent, LateEvent

OPENINGS = [AttemptEvent.Kind.OPENED, AttemptEvent.Kind.TAKEN_OVER]


def tally_of(attempt_id: int) -> Tally:
    """Log and late lane together. Reads the whole log's index: ask seldom."""
    events, size, clients = 0, 0, set()
    for model in (AnswerEvent, LateEvent):
        rows = model.objects.filter(attempt=attempt_id).order_by().values("client")
        sums = rows.annotate(n=Count("pk"), size=Sum(Length(Cast("value", TextField()))))
        for client, count, length in sums.values_list("client", "n", "size"):
            events, size = events + count, size + length
            clients.add(client)
    openings = AttemptEvent.objects.filter(attempt=attempt_id, kind__in=OPENINGS).count()
    return Tally(events, size, frozenset(clients), openings, whole=True)


def leavings_of(attempt_id: int) -> int:
    """How many times away from the page are noted."""
    rows = AttemptEvent.objects.filter(attempt=attempt_id, kind=AttemptEvent.Kind.LEFT)
    return rows.count()
