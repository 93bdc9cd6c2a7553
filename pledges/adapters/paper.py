"""The pledge on paper: what was signed, as PDF/A-3u, the same bytes for the same envelope."""

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from cms.lib import pdf
from pledges.models.envelope import Envelope


def pledge_pdf(envelope: Envelope, attachments: Sequence[pdf.PdfAttachment] = ()) -> bytes:
    """The PDF of a signed envelope. It depends on what was signed and on nothing else.

    Raises PdfUnavailable, and MissingGlyphs rather than print an empty box.
    """
    link = reverse("verify_code", args=[envelope.code])
    url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + link
    context = {
        "envelope": envelope,
        "pledge": envelope.pledge,
        "version": envelope.round.version,
        "mark": envelope.mark,
        "signed_at": timezone.localtime(envelope.signed_at),
        "url": url,
        "qr": pdf.qr_svg(url),
        "files": [(file.name, hashlib.sha256(file.data).hexdigest()) for file in attachments],
    }
    with translation.override("zh-hans"):
        return pdf.render_pdf(
            "pledges/pdf/pledge.html",
            context,
            title=f"{envelope.round.version.title} {envelope.number}",
            attachments=attachments,
        )
