"""The nightly walk over everything that was recorded: what does not hold is named."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from cms.lib import chain
from pledges.adapters import vault
from pledges.adapters.inspection import inspect_pdf
from pledges.engine import merkle
from pledges.engine.ceremony import EvidenceKind
from pledges.engine.checks import Answer, Facts, Named, State, assess
from pledges.engine.inspection import Inspection
from pledges.flows.verification import named, tokens_of
from pledges.models.anchor import EvidenceCheck, EvidenceRoot
from pledges.models.envelope import Envelope
from pledges.models.evidence import EvidenceEntry, SealedDocument
from pledges.queries.envelopes import broken_chains
from pledges.queries.records import contradictions, digests_of
from pledges.queries.trust import trust_store

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
    faults = [*chain_faults(), *row_faults(), *file_faults(walk, at), *root_faults(walk)]
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


def row_faults() -> Iterator[Fault]:
    """Signed envelopes whose row, drawing or file no longer says what the evidence says."""
    signed = Envelope.objects.filter(signed_at__isnull=False).order_by("pk")
    last = 0
    while rows := list(
        signed.filter(pk__gt=last).select_related("round__version", "mark", "sealed")[:CHUNK]
    ):
        kinds = [EvidenceKind.SIGNED.value, EvidenceKind.SEALED.value]
        entries = EvidenceEntry.objects.filter(envelope__in=rows, kind__in=kinds)
        told = {(entry.envelope_id, entry.kind): entry for entry in entries.order_by("seq")}
        for row in rows:
            for code in contradictions(
                row, told.get((row.pk, "signed")), told.get((row.pk, "sealed"))
            ):
                yield Fault(code, row.code)
        last = rows[-1].pk


def file_faults(walk: Walk, at: datetime) -> Iterator[Fault]:
    """Stored files that are gone, have other bytes, or whose seal does not hold (any more)."""
    trust = trust_store()
    for sealed in SealedDocument.objects.select_related("envelope").order_by("pk").iterator():
        walk.documents += 1
        try:
            data = vault.read(sealed.path, sealed.sha256)
        except vault.SealBroken:
            yield Fault("file_damaged", sealed.path)
            continue
        found = inspect_pdf(data, trust, at, tokens_of(sealed))
        for code in seal_faults(found, sealed, has_trust=bool(trust.roots)):
            yield Fault(code, sealed.path)


def seal_faults(found: Inspection, sealed: SealedDocument, *, has_trust: bool) -> Iterator[str]:
    """What the seal, its certificate, its timestamp or the evidence inside says against a file."""
    if named(found, sealed.envelope) == Named.OTHER:
        yield "evidence_of_other"
    elif sealed.evidence and found.evidence_sha256 not in {"", sealed.evidence}:
        yield "evidence_exchanged"
    if sealed.certificate_id is not None and not found.is_signed:
        yield "seal_missing"
    yield from (
        check.found
        for check in assess(Facts(Answer.EQUAL, found, has_trust))
        if check.state == State.NO
    )


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
    lines = [f"{fault['code']}: {fault['where']}" for fault in check.faults[:200]]
    subject = _("The signing evidence does not hold: %(n)d faults") % {"n": len(check.faults)}
    if settings.EVIDENCE_ALARM_EMAILS:
        send_mail(subject, "\n".join(lines), None, settings.EVIDENCE_ALARM_EMAILS)
