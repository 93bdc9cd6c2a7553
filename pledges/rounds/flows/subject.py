"""A pledge as evidence sees it: one registration, made in `lent`."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.lib.locks import holding
from evidence.subjects import FileKind, PublicFacts, SubjectKind
from pledges.rounds.flows.documents import make_pledge
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.queries.attachment import evidence_data, signed_entry
from pledges.rounds.queries.envelopes import grade_of
from pledges.rounds.queries.records import account_of, pledge_faults, pledges_due, signed_envelope
from staff.engine.identity import mask_name


def _lock(code: str) -> Envelope:
    return holding(Envelope.objects).select_related("round__version").get(code=code)


def _title(envelope: Envelope) -> str:
    return envelope.round.version.title


def _facts(envelope: Envelope, at: datetime) -> PublicFacts:
    context = {
        "envelope": envelope,
        "version": envelope.round.version,
        "masked_name": mask_name(envelope.member_name),
        "rungs": grade_of(envelope, at),
    }
    waiting = _("It is signed; its PDF is being made. Files can be compared in a few minutes.")
    return PublicFacts("rounds/components/public_facts.html", context, waiting)


def _inside(envelope: Envelope) -> dict:
    return evidence_data(envelope, signed_entry(envelope))


PLEDGES: SubjectKind[Envelope] = SubjectKind(
    word="envelope",
    events=dict(PledgeEvent.choices),
    find=signed_envelope,
    lock=_lock,
    title=_title,
    account=account_of,
    contradictions=pledge_faults,
    facts=_facts,
    files=(FileKind(SIGNED_FILE, _("pledges"), due=pledges_due),),
    make=make_pledge,
    inside=_inside,
    document="pledge.pdf",
)
