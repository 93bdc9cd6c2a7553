"""The PDFs of a custody agreement: one to print when signing starts, one when all have signed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from cms.lib.pdf import rendering as pdf
from cms.lib.pdf.qr import qr_bars
from evidence.adapters import vault
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record
from evidence.flows.sealing import SealedFile, apply_seal, check_stored, keep_time
from pledges.custody.flows.agreements import lock
from pledges.custody.models.agreement import PARTY_LABELS, CustodyAgreement
from pledges.custody.models.signing import CustodyDocument
from pledges.custody.queries.attachment import custody_attachment


@dataclass(frozen=True)
class _Made:
    """A rendered file; the signed one with its seal and the digest of the evidence inside."""

    data: bytes
    sealed: SealedFile | None = None
    evidence: str = ""


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
    made = _make(agreement, kind, at)
    document = CustodyDocument(
        agreement=agreement,
        kind=kind,
        sha256=hashlib.sha256(made.data).hexdigest(),
        size=len(made.data),
        path=f"custody/{agreement.code}/{kind}.pdf",
        renderer=pdf.renderer(),
        sealed=made.sealed is not None,
        certificate=made.sealed.certificate if made.sealed else None,
        made_at=at,
    )
    staged = vault.stage(made.data, document.path)
    try:
        return _store(document, staged, made)
    finally:
        staged.unlink(missing_ok=True)


def _make(agreement: CustodyAgreement, kind: str, at: datetime) -> _Made:
    if kind != CustodyDocument.Kind.SIGNED:
        return _Made(render_custody(agreement, kind))
    evidence = custody_attachment(agreement)
    sealed = apply_seal(pdf=render_custody(agreement, kind, [evidence]), at=at)
    return _Made(sealed.data, sealed, hashlib.sha256(evidence.data).hexdigest())


def _store(document: CustodyDocument, staged: Path, made: _Made) -> CustodyDocument:
    sealed = made.sealed
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
        event = {"document": document.kind, "sha256": document.sha256, "size": document.size}
        if sealed:
            keep_time(document=document, sealed=sealed, at=document.made_at)
            event |= {
                "certificate": sealed.certificate.fingerprint,
                "level": str(sealed.level),
                "evidence": made.evidence,
                "stamp_missing": bool(sealed.missing),
            }
        record(Event(agreement, EvidenceKind.SEALED, document.made_at, event))
        return document


def render_custody(
    agreement: CustodyAgreement, kind: str, attachments: Sequence[pdf.PdfAttachment] = ()
) -> bytes:
    """The bytes: they depend on what was agreed and signed and on nothing else."""
    signed = {row.party: row for row in agreement.signatures.select_related("host")}
    if kind == "paper":
        signed = {}
    lines = agreement.text.splitlines()
    scan = agreement.scans.filter(accepted=True).first() if kind == "signed" else None
    moment = agreement.activated_at if kind == "signed" else agreement.created_at
    # The form to print is nobody's original yet: it has no code to be checked by.
    link = reverse("verify_code", args=[agreement.code])
    url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + link if kind == "signed" else ""
    with translation.override("zh-hans"):
        context = {
            "agreement": agreement,
            "kind": kind,
            "heading": lines[0],
            "lines": [line for line in lines[1:] if line.strip()],
            "rows": [(PARTY_LABELS[party], signed.get(party)) for party in agreement.parties],
            "scan": scan,
            "moment": timezone.localtime(moment),
            "url": url,
            "qr": qr_bars(url) if url else None,
            "files": [(file.name, hashlib.sha256(file.data).hexdigest()) for file in attachments],
        }
        return pdf.render_pdf(
            "custody/pdf/custody.html",
            context,
            title=f"{lines[0]} {agreement.number}",
            attachments=attachments,
            moment=timezone.localtime(moment),
        )
