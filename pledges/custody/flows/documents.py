"""The PDFs of a custody agreement: one to print when signing starts, one when all have signed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from cms.lib.locks import held
from cms.lib.pdf import rendering as pdf
from cms.lib.pdf.qr import qr_bars
from evidence.flows.storing import Paper, store_file
from evidence.models.stored import StoredFile
from pledges.custody.models.agreement import FORM, PARTY_LABELS, SIGNED_FILE, CustodyAgreement
from pledges.custody.queries.attachment import custody_attachment


def make_agreement_file(code: str, kind: str, at: datetime) -> StoredFile | None:
    """The stored PDF of `kind`. None when it is not time for it.

    The signed agreement is sealed, last of all; the form to print is not, since nothing was
    agreed yet.
    """
    agreement = CustodyAgreement.objects.select_related("township", "clerk").get(code=code)
    is_due = {FORM: bool(agreement.digest), SIGNED_FILE: agreement.activated_at is not None}
    if not is_due[kind]:
        return None
    paper = Paper(
        subject=agreement.subject,
        kind=kind,
        path=f"custody/{agreement.code}/{kind}.pdf",
        attachment=(lambda: custody_attachment(agreement)) if kind == SIGNED_FILE else None,
        render=lambda inside: render_custody(agreement, kind, inside),
        lock=lambda: held(agreement, "township"),
    )
    return store_file(paper=paper, at=at)


def render_custody(
    agreement: CustodyAgreement, kind: str, attachments: Sequence[pdf.PdfAttachment] = ()
) -> bytes:
    """The bytes: they depend on what was agreed and signed and on nothing else."""
    signed = {
        row.party: row for row in agreement.signatures.select_related("host", "scan__entered_by")
    }
    if kind == FORM:
        signed = {}
    lines = agreement.text.splitlines()
    scan = agreement.scans.filter(accepted=True).first() if kind == SIGNED_FILE else None
    moment = agreement.activated_at if kind == SIGNED_FILE else agreement.created_at
    # The form to print is nobody's original yet: it has no code to be checked by.
    link = reverse("verify_code", args=[agreement.code])
    url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + link if kind == SIGNED_FILE else ""
    with translation.override("zh-hans"):
        context = {
            "agreement": agreement,
            "is_form": kind == FORM,
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
