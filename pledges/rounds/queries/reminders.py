"""What a reminder must know of envelopes: which wait for a signature, and how that is said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from pledges.rounds.models.envelope import Envelope
from reminders.engine.digest import Words
from reminders.engine.ladder import Asked

WORD = "envelope"


def subject_of(code: str) -> str:
    return f"{WORD}:{code}"


def code_of(subject: str) -> str:
    return subject.removeprefix(f"{WORD}:")


def subjects_of(envelopes: QuerySet[Envelope]) -> QuerySet:
    """The subjects of these envelopes, to look for their reminders within one query."""
    named = envelopes.order_by().annotate(reminded_as=Concat(Value(f"{WORD}:"), F("code")))
    return named.values("reminded_as")


def unsigned_envelopes(at: datetime) -> Iterator[Asked]:
    """Everybody who is asked to sign in an open round and has not, one query for all."""
    rows = Envelope.objects.due().order_by("pk")
    for code, member, opened, due in rows.values_list(
        "code", "member", "round__opens_at", "round__due_at"
    ).iterator(chunk_size=2000):
        yield Asked(subject_of(code), member, timezone.localdate(opened), timezone.localdate(due))


def words_of(subjects: Sequence[str]) -> Mapping[str, Words]:
    """The words for those that still wait for a signature; one query."""
    codes = [code_of(subject) for subject in subjects]
    due = Envelope.objects.due().filter(code__in=codes).select_related("round").order_by("pk")
    return {subject_of(envelope.code): _words(envelope) for envelope in due}


def _words(envelope: Envelope) -> Words:
    named = {
        "name": envelope.member_name,
        "round": envelope.round.title,
        "due": timezone.localdate(envelope.round.due_at),
    }
    return Words(
        title=_("Please sign: %(round)s") % named,
        text=_("%(name)s, please sign “%(round)s” by %(due)s. Log in and open “Pledges”.") % named,
        line=_("sign “%(round)s” by %(due)s, under “Pledges”") % named,
    )
