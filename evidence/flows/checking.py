"""The nightly walk over everything that was recorded: what does not hold is named."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.lib import chain
from cms.lib.crypto import InvalidToken
from evidence.adapters import vault
from evidence.adapters.examine import inspect_pdf
from evidence.engine import merkle
from evidence.engine.assess import assess
from evidence.engine.checks import RENEWAL_LATE, Answer, Facts, Named, State
from evidence.engine.findings import Inspection
from evidence.models.anchor import EvidenceCheck, EvidenceRoot
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import SealedDocument
from evidence.queries.chains import broken_chains
from evidence.queries.records import digests_of
from evidence.queries.subjects import Stored, evidence_inside, subject_of, tokens_of
from evidence.queries.trust import trust_store
from evidence.queries.verification import named
from pledges.custody.models.signing import CustodyDocument, PaperScan
from pledges.custody.queries.records import SECRET, custody_contradictions, whole_agreements
from pledges.kinship.queries.records import declaration_contradictions, whole_declarations
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.queries.records import TOLD, contradictions, unsigned_with_evidence

CHUNK = 1000
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: `code` says what, `where` names the row."""

    code: str
    where: str


@dataclass
class Walk:
    """What one walk has read so far."""

    entries: int = 0
    documents: int = 0
    roots: int = 0


def check_everything(*, at: datetime) -> EvidenceCheck:
    """Walk chains, rows, files and roots; keep the outcome and tell those who must know."""
    walk = Walk(entries=EvidenceEntry.objects.count())
    faults = [
        *chain_faults(),
        *row_faults(),
        *agreement_faults(),
        *declaration_faults(),
        *root_faults(walk),
        *file_faults(walk, at),
    ]
    with transaction.atomic():
        check = EvidenceCheck.objects.create(
            at=at,
            entries=walk.entries,
            documents=walk.documents,
            roots=walk.roots,
            faults=[asdict(fault) for fault in faults],
        )
        if faults:
            transaction.on_commit(lambda: _alarm(check), robust=True)
    return check


def chain_faults() -> Iterator[Fault]:
    """Chains in which an entry does not follow the one before."""
    for broken in broken_chains():
        yield Fault("chain_broken", f"{broken.code}/{broken.seq}")


Compare = Callable[..., Iterator[str]]


def row_faults() -> Iterator[Fault]:
    """Signed envelopes whose row, drawing, file or timestamps say other than the evidence."""
    rows = Envelope.objects.filter(signed_at__isnull=False)
    rows = rows.select_related("round__version", "mark", "sealed")
    kinds = [kind.value for kind in TOLD]
    for entry in unsigned_with_evidence():
        yield Fault("signature_removed", entry.subject)
    yield from _compared(rows.prefetch_related("sealed__timestamps"), contradictions, kinds)


def agreement_faults() -> Iterator[Fault]:
    """Custody agreements of which a row says other than the evidence."""
    yield from _compared(whole_agreements(), custody_contradictions)


def declaration_faults() -> Iterator[Fault]:
    """Signed declarations of which a row says other than the evidence."""
    yield from _compared(whole_declarations(), declaration_contradictions)


def _compared(
    rows: QuerySet, compare: Compare, kinds: Iterable[str] | None = None
) -> Iterator[Fault]:
    """What `compare(row, its entries)` names, a thousand rows at a time."""
    last = 0
    while keys := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        found, unread = _read(rows, keys)
        yield from (Fault("row_unreadable", f"{rows.model._meta.model_name}/{pk}") for pk in unread)
        entries = EvidenceEntry.objects.filter(subject__in=[row.subject for row in found])
        entries = entries.filter(kind__in=kinds) if kinds else entries
        told: dict[str, list[EvidenceEntry]] = {}
        for entry in entries.order_by("subject", "seq"):
            told.setdefault(entry.subject, []).append(entry)
        for row in found:
            for code in compare(row, told.get(row.subject, ())):
                yield Fault(code, row.subject)
        last = keys[-1]


def _read(rows: QuerySet, keys: list[int]) -> tuple[list, list[int]]:
    """(rows, keys of those that no key of ours opens): one spoilt cell must not stop the walk."""
    try:
        return list(rows.filter(pk__in=keys)), []
    except InvalidToken:
        if len(keys) == 1:
            return [], keys
    half = len(keys) // 2
    one, other = _read(rows, keys[:half]), _read(rows, keys[half:])
    return one[0] + other[0], one[1] + other[1]


def file_faults(walk: Walk, at: datetime) -> Iterator[Fault]:
    """Stored files that are gone, have other bytes, or whose seal does not hold (any more)."""
    trust = trust_store()
    pledges = SealedDocument.objects.select_related("envelope")
    custody = CustodyDocument.objects.select_related("agreement").defer(
        *(f"agreement__{name}" for name in SECRET)
    )
    for rows in (pledges, custody, PaperScan.objects.all()):
        for row in _in_pieces(rows):
            walk.documents += 1
            try:
                data = vault.read(row.path, row.sha256)
            except vault.SealBroken:
                yield Fault("file_damaged", row.path)
                continue
            if isinstance(row, PaperScan) or not _has_seal(row):
                continue
            found = inspect_pdf(data, trust, at, tokens_of(row))
            for code in seal_faults(found, row, has_trust=bool(trust.roots)):
                yield Fault(code, row.path)


def _in_pieces(rows: QuerySet) -> Iterator:
    """Row by row with its timestamps, of which a bare iterator would not think."""
    if rows.model is not PaperScan:
        rows = rows.prefetch_related("timestamps")
    yield from rows.order_by("pk").iterator(chunk_size=CHUNK)


def _has_seal(row: Stored) -> bool:
    """The form to print is not sealed, since nothing was agreed when it was made."""
    return isinstance(row, SealedDocument) or row.kind == CustodyDocument.Kind.SIGNED


def seal_faults(found: Inspection, stored: Stored, *, has_trust: bool) -> Iterator[str]:
    """What the seal, its certificate, its timestamps or the evidence inside says against a file."""
    inside = evidence_inside(stored)
    if named(found, subject_of(stored)) == Named.OTHER:
        yield "evidence_of_other"
    elif inside and found.evidence_sha256 not in {"", inside}:
        yield "evidence_exchanged"
    if stored.certificate_id is not None and not found.is_signed:
        yield "seal_missing"
    for check in assess(Facts(Answer.EQUAL, found, has_trust)):
        if check.state == State.NO or check.found == RENEWAL_LATE:
            yield check.found


def root_faults(walk: Walk) -> Iterator[Fault]:
    """Days whose evidence no longer has the root that was sent out, and breaks between roots."""
    previous = chain.GENESIS
    for root in EvidenceRoot.objects.order_by("day"):
        walk.roots += 1
        if root.previous != previous or chain.link(previous, root.body()) != root.digest:
            yield Fault("root_chain_broken", f"{root.day:%Y-%m-%d}")
        if merkle.root(digests_of(root.day)) != root.root:
            yield Fault("day_changed", f"{root.day:%Y-%m-%d}")
        previous = root.digest


def _alarm(check: EvidenceCheck) -> None:
    logger.error("evidence does not hold", extra={"faults": check.faults[:20]})
    counts = Counter(fault["code"] for fault in check.faults)
    lines = [f"{code}: {number}" for code, number in sorted(counts.items())]
    lines += ["", *(f"{fault['code']}: {fault['where']}" for fault in check.faults[:200])]
    subject = _("The signing evidence does not hold: %(n)d faults") % {"n": len(check.faults)}
    if settings.EVIDENCE_ALARM_EMAILS:
        send_mail(subject, "\n".join(lines), None, settings.EVIDENCE_ALARM_EMAILS)
