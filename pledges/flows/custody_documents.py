"""The PDFs of a custody agreement: one to print when signing starts, one when all have signed."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation

from cms.lib import pdf
from pledges.adapters import vault
from pledges.engine.ceremony import EvidenceKind
from pledges.flows.custody import lock
from pledges.flows.evidence import Event, record
from pledges.models.custody import PARTY_LABELS, CustodyAgreement
from pledges.models.custody_signing import CustodyDocument


def make_document(*, agreement_id: int, kind: str, at: datetime) -> CustodyDocument | None:
    """The stored PDF of `kind`: made now, or the one there is. None when it is not time for it.

    Rendered outside the transaction; the row, its evidence and the file come together under the
    lock, so that of two workers one stores and the other finds it stored.
    """
    agreement = CustodyAgreement.objects.select_related("township", "clerk").get(pk=agreement_id)
    wanted = agreement.digest if kind == "paper" else agreement.activated_at
    if not wanted:
        return None
    stored = agreement.documents.filter(kind=kind).first()
    if stored:
        return stored
    data = render_custody(agreement, kind)
    path = f"custody/{agreement.code}/{kind}.pdf"
    staged = vault.stage(data, path)
    try:
        with transaction.atomic():
            lock(agreement)
            stored = agreement.documents.filter(kind=kind).first()
            if stored:
                return stored
            sha256 = hashlib.sha256(data).hexdigest()
            vault.place(staged, path)
            vault.read(path, sha256)
            document = CustodyDocument.objects.create(
                agreement=agreement,
                kind=kind,
                sha256=sha256,
                size=len(data),
                path=path,
                renderer=pdf.renderer(),
                made_at=at,
            )
            event = {"document": kind, "sha256": sha256, "size": len(data)}
            record(Event(agreement, EvidenceKind.SEALED, at, event))
            return document
    finally:
        staged.unlink(missing_ok=True)


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
