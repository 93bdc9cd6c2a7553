"""What is on file for one signed pledge, judged anew: chain, rows, day and standing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from cms.lib import chain
from evidence.engine.checks import Account, Fault, Standing
from evidence.engine.events import EvidenceKind
from evidence.engine.strokes import from_data, svg_path
from evidence.models.chain import EvidenceEntry
from evidence.queries.subjects import compared
from pledges.rounds.engine import document
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.queries.kept import version_digest


def signed_envelope(code: str) -> Envelope | None:
    """The envelope of a code that was signed, whatever became of it since."""
    found = Envelope.objects.filter(signed_at__isnull=False, code=code)
    return found.select_related("round__version", "member", "mark").first()


def account_of(envelope: Envelope, entries: Sequence[EvidenceEntry], at: datetime) -> Account:
    """What the envelope's rows say of it, held against its entries."""
    kinds = {entry.kind for entry in entries}
    return Account(
        signed_at=envelope.signed_at,
        contradictions=tuple(contradictions(envelope, entries)),
        standing=standing_of(envelope, at, PledgeEvent.TAKEN_BACK in kinds),
        ended_at=envelope.ended_at,
        category=envelope.revoked_category,
    )


def standing_of(envelope: Envelope, at: datetime, taken_back: bool) -> Standing:
    """Whether the pledge counts today, and if not, why."""
    if envelope.status == EnvelopeStatus.SUPERSEDED:
        return Standing.SUPERSEDED
    if envelope.status == EnvelopeStatus.REVOKED:
        return Standing.TAKEN_BACK if taken_back else Standing.REVOKED
    run_out = timezone.localdate(at) > envelope.round.valid_until
    return Standing.RUN_OUT if run_out else Standing.COUNTS


# The last of these entries says in which state an envelope is.
STATES = {
    PledgeEvent.OPENED: EnvelopeStatus.OPEN,
    PledgeEvent.VIEWED: EnvelopeStatus.VIEWED,
    PledgeEvent.EXPIRED: EnvelopeStatus.EXPIRED,
    PledgeEvent.DECLINED: EnvelopeStatus.DECLINED,
    PledgeEvent.EXEMPTED: EnvelopeStatus.EXEMPT,
    PledgeEvent.EXEMPTION_LIFTED: EnvelopeStatus.OPEN,
    PledgeEvent.SIGNED: EnvelopeStatus.SIGNED,
    EvidenceKind.SEALED: EnvelopeStatus.SEALED,
    PledgeEvent.SUPERSEDED: EnvelopeStatus.SUPERSEDED,
    PledgeEvent.REVOKED: EnvelopeStatus.REVOKED,
    PledgeEvent.TAKEN_BACK: EnvelopeStatus.REVOKED,
}
ENDED = {
    EnvelopeStatus.SUPERSEDED,
    EnvelopeStatus.REVOKED,
    EnvelopeStatus.EXPIRED,
    EnvelopeStatus.DECLINED,
    EnvelopeStatus.EXEMPT,
}
TOLD = tuple(STATES)


def contradictions(envelope: Envelope, entries: Iterable[EvidenceEntry]) -> Iterator[str]:
    """What the envelope's rows say otherwise than its entries of the kinds TOLD, in order."""
    entries = list(entries)
    told = {entry.kind: entry for entry in entries}
    signed = told.get(PledgeEvent.SIGNED)
    if _differs_from_its_end(envelope, [entry for entry in entries if entry.kind in STATES]):
        yield "standing_changed"
    if envelope.signed_at is None:
        yield from _unsigned(envelope, told)
        return
    if signed is None:
        yield "signature_without_evidence"
        return
    data, mark = signed.payload, getattr(envelope, "mark", None)
    if document.digest(envelope.pledge) != data.get("text") or envelope.digest != data.get("text"):
        yield "text_changed"
    version = envelope.round.version
    if {version.digest, version_digest(version)} != {data.get("version")}:
        yield "version_changed"
    if chain.digest(version.consent.encode()) != data.get("consent"):
        yield "version_changed"
    if envelope.signed_at != signed.at:
        yield "time_changed"
    if mark is None or chain.digest(chain.canonical(mark.strokes)) != data.get("signature"):
        yield "signature_changed"
    elif (mark.method, mark.made_at) != (data.get("method"), signed.at):
        yield "signature_changed"
    elif mark.path != svg_path(from_data(mark.strokes)):
        yield "signature_changed"
    if envelope.member_id != data.get("member"):
        yield "signer_changed"


def _unsigned(envelope: Envelope, told: dict[str, EvidenceEntry]) -> Iterator[str]:
    """Of what was only read: the text is the one that was shown last."""
    if PledgeEvent.SIGNED in told:
        return  # named as a signature that was removed
    viewed = told.get(PledgeEvent.VIEWED)
    shown = viewed.payload.get("text", "") if viewed else ""
    own = document.digest(envelope.pledge) if envelope.text else ""
    if {envelope.digest, own} != {shown}:
        yield "text_changed"


def _differs_from_its_end(envelope: Envelope, moves: list[EvidenceEntry]) -> bool:
    """Whether somebody brought a pledge back into force, ended it, or wrote another end."""
    if not moves:
        return True
    last = moves[-1]
    status = STATES[last.kind]
    ended = (last.at, last.payload.get("category", "")) if status in ENDED else (None, "")
    return (envelope.status, envelope.ended_at, envelope.revoked_category) != (status, *ended)


def pledge_faults() -> Iterator[Fault]:
    """Envelopes whose row, version or drawing says other than the evidence, one by one."""
    for subject in unsigned_with_evidence():
        yield Fault("signature_removed", subject)
    rows = Envelope.objects.select_related("round__version", "mark")
    yield from compared(rows, contradictions, [str(kind) for kind in TOLD])


HEAD = "envelope:"


def unsigned_with_evidence() -> QuerySet:
    """Subjects with a signature in the evidence of which the envelope knows nothing any more."""
    told = EvidenceEntry.objects.filter(kind=PledgeEvent.SIGNED, subject__startswith=HEAD)
    code = Substr(OuterRef("subject"), len(HEAD) + 1)
    signed = Envelope.objects.filter(code=code, signed_at__isnull=False)
    return told.exclude(Exists(signed)).values_list("subject", flat=True)


def pledges_due() -> Iterator[str]:
    """Every pledge that counts: it has its PDF, or waits for it."""
    for code in Envelope.objects.signed().order_by("pk").values_list("code", flat=True).iterator():
        yield f"{HEAD}{code}"
