"""The PDFs of a custody agreement: one to print when signing starts, one when all have signed."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone, translation

from cms.lib import pdf
from pledges.adapters import vault
from pledges.engine.ceremony import EvidenceKind
from pledges.flows.custody import lock
from pledges.flows.evidence import Event, record
from pledges.flows.seals import SealedFile, apply_seal, check_stored, keep_time
from pledges.models.custody import PARTY_LABELS, CustodyAgreement
from pledges.models.custody_signing import CustodyDocument


def make_document(*, agreement_id: int, kind: str, at: datetime) -> CustodyDocument | None:
    """The stored PDF of `kind`: made now, or the one there is. None when it is not time for it.

    The signed agreement is sealed, last of all; the form to print is not, since nothing was
    agreed yet. Rendered and sealed outside the transaction; the row, its evidence and the file
    come together under the lock, so that of two workers one stores, the other finds it stored.
    """
    agreement = CustodyAgreement.objects.select_related("township", "clerk").get(pk=agreement_id)
    wanted = agreement.digest if kind == "paper" else agreement.activated_at
    if not wanted:
        return None
    stored = agreement.documents.filter(kind=kind).first()
    if stored:
        return stored
    data = render_custody(agreement, kind)
    sealed = apply_seal(pdf=data, at=at) if kind == CustodyDocument.Kind.SIGNED else None
    document = CustodyDocument(
        agreement=agreement,
        kind=kind,
        sha256=hashlib.sha256(sealed.data if sealed else data).hexdigest(),
        size=len(sealed.data if sealed else data),
        path=f"custody/{agreement.code}/{kind}.pdf",
        renderer=pdf.renderer(),
        sealed=sealed is not None,
        certificate=sealed.certificate if sealed else None,
        made_at=at,
    )
    staged = vault.stage(sealed.data if sealed else data, document.path)
    try:
        return _store(document, staged, sealed)
    finally:
        staged.unlink(missing_ok=True)


def _store(document: CustodyDocument, staged: Path, sealed: SealedFile | None) -> CustodyDocument:
    if sealed:
        check_stored(path=staged, sealed=sealed, at=document.made_at)
    with transaction.atomic():
        agreement = lock(document.agreement)
        stored = agreement.documents.filter(kind=document.kind).first()
        if stored:
            return stored
        vault.place(staged, document.path)
        vault.read(document.path, document.sha256)
        document.save(force_insert=True)
        if sealed:
            keep_time(document=document, sealed=sealed, at=document.made_at)
        event = {
            "document": document.kind,
            "sha256": document.sha256,
            "size": document.size,
            "certificate": sealed.certificate.fingerprint if sealed else "",
        }
        record(Event(agreement, EvidenceKind.SEALED, document.made_at, event))
        return document


def render_custody(agreement: CustodyAgreement, kind: str) -> bytes:
    """The bytes: they depend on what was agreed and signed and on nothing else."""
    signed = {row.party: row for row in agreement.signatures.select_related("host")}
    if kind == "paper":
        signed = {}
    lines = agreement.text.splitlines()
    scan = agreement.scans.filter(accepted=True).first() if kind == "signed" else None
    moment = agreement.activated_at if kind == "signed" else agreement.created_at
    with translation.override("zh-hans"):
        context = {
            "agreement": agreement,
            "kind": kind,
            "heading": lines[0],
            "lines": [line for line in lines[1:] if line.strip()],
            "rows": [(PARTY_LABELS[party], signed.get(party)) for party in agreement.parties],
            "scan": scan,
            "moment": timezone.localtime(moment),
        }
        return pdf.render_pdf(
            "pledges/pdf/custody.html", context, title=f"{lines[0]} {agreement.number}"
        )
