"""What is on file for one signed pledge, judged anew: chain, rows, day and standing."""

import re
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
from evidence.queries.subjects import compared, readable
from pledges.rounds.engine import document
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.models.envelope import Envelope, SignatureMark
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.models.template import PledgeTemplateVersion
from pledges.rounds.queries.kept import version_digest
from staff.models.standing import Credential


def signed_envelope(code: str) -> Envelope | None:
    """The envelope of a code that was signed, whatever became of it since."""
    found = Envelope.objects.filter(signed_at__isnull=False, code=code)
    return found.select_related("round__version", "member", "mark").first()


def account_of(envelope: Envelope, entries: Sequence[EvidenceEntry], at: datetime) -> Account:
    """What the envelope's rows say of it, held against its entries."""
    kinds = {entry.kind for entry in entries}
    return Account(
        signed_at=envelope.signed_at,
        contradictions=tuple(readable(contradictions, envelope, entries)),
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
    elif signed is None:
        yield "signature_without_evidence"
    else:
        yield from _signed(envelope, signed)


def _signed(envelope: Envelope, signed: EvidenceEntry) -> Iterator[str]:
    data, mark = signed.payload, getattr(envelope, "mark", None)
    if document.digest(envelope.pledge) != data.get("text") or envelope.digest != data.get("text"):
        yield "text_changed"
    if not _is_the_version(envelope.round.version, data):
        yield "version_changed"
    if envelope.signed_at != signed.at:
        yield "time_changed"
    if mark is None or not _is_the_drawing(mark, signed):
        yield "signature_changed"
    if envelope.member_id != data.get("member"):
        yield "signer_changed"


def _is_the_version(version: PledgeTemplateVersion, data: dict) -> bool:
    """Its columns, not the digest column alone, are what was signed."""
    consent = chain.digest(version.consent.encode())
    digests = (version.digest, version_digest(version), consent)
    return digests == (data.get("version"), data.get("version"), data.get("consent"))


def _is_the_drawing(mark: SignatureMark, signed: EvidenceEntry) -> bool:
    drawn = chain.digest(chain.canonical(mark.strokes))
    said = (signed.payload.get("signature"), signed.payload.get("method"), signed.at)
    if (drawn, mark.method, mark.made_at) != said:
        return False
    return mark.path == svg_path(from_data(mark.strokes))


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
EARNED = "pledge:"  # how the source of a credential begins
GIVEN_OUT = re.compile(r"-(\d+)号$")


def credential_faults() -> Iterator[Fault]:
    """Credentials that no signature stands behind or says otherwise of, and those missing."""
    fields = ("source", "member", "code", "title", "earned_at", "revoked_by")
    rows = Credential.objects.filter(kind=Credential.Kind.PLEDGE, source__startswith=EARNED)
    held = {row[0]: row[1:] for row in rows.values_list(*fields).iterator()}
    signed = Envelope.objects.filter(signed_at__isnull=False).select_related("round__version")
    for envelope in signed.order_by("pk").iterator(chunk_size=500):
        version, source = envelope.round.version, f"{EARNED}{envelope.pk}"
        *facts, revocation = held.pop(source, [None])
        wanted = [
            envelope.member_id,
            f"{EARNED}{version.template_id}",
            version.title,
            envelope.signed_at,
        ]
        if not facts:
            yield Fault("credential_missing", envelope.subject)
        elif facts != wanted or envelope.is_revoked != (revocation is not None):
            yield Fault("credential_unfounded", envelope.subject)
    yield from (Fault("credential_unfounded", source) for source in held)


def number_faults() -> Iterator[Fault]:
    """Numbers of a round that were given out one after the other and are on file no more."""
    first = Envelope.objects.filter(replaces__isnull=True).order_by("round", "pk")
    numbers: dict[int, set[int]] = {}
    for round_id, number in first.values_list("round", "number").iterator():
        found = GIVEN_OUT.search(number)
        if found:
            numbers.setdefault(round_id, set()).add(int(found[1]))
    for round_id, known in numbers.items():
        for gone in sorted(set(range(1, max(known) + 1)) - known):
            yield Fault("number_missing", f"round:{round_id} {gone}")


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
