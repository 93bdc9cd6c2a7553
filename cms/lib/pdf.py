"""HTML templates to PDF/A-3u on A4 with embedded fonts, the same bytes for the same input.

Import this module from sealing flows and tasks only. Rendering belongs into the worker: Pango
ends the whole process when it finds no font, and a web process must not end.
"""

import hashlib
import html
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import segno
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.fonts import FONT_CONFIG, missing_glyphs

# fontconfig reads its file once, when WeasyPrint is first imported.
os.environ["FONTCONFIG_FILE"] = str(FONT_CONFIG)
try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher
except OSError as missing:  # Pango is not installed; cms.checks says how to get it
    weasyprint, UNAVAILABLE = None, str(missing)
else:
    UNAVAILABLE = ""

NOT_TEXT = re.compile(r"<(style|title|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)


class PdfUnavailable(DomainError):
    code = "pdf_unavailable"
    message = _("This server cannot make PDF files: the Pango library is missing.")


class MissingGlyphs(DomainError):
    code = "missing_glyphs"
    message = _("The PDF font has no glyph for: %(characters)s")


@dataclass(frozen=True)
class PdfAttachment:
    """A file inside the PDF, marked as data that belongs to the document (PDF/A-3)."""

    name: str
    data: bytes
    description: str


def renderer() -> str:
    """What made the bytes, for the record: `weasyprint 70.0`."""
    return f"weasyprint {weasyprint.__version__}" if weasyprint else ""


@lru_cache(maxsize=1)
def _font_configuration():
    """One for the process: a new one per file would keep 60 MB of fonts alive each time."""
    return FontConfiguration()


def qr_svg(url: str) -> str:
    """The QR code of `url` as an inline SVG element without size: CSS gives it one."""
    code = segno.make(url, error="m", micro=False)
    return code.svg_inline(border=0, omitsize=True)


def render_pdf(
    template: str, context: dict, *, title: str, attachments: Sequence[PdfAttachment] = ()
) -> bytes:
    """The PDF of a template, as bytes. Equal input gives equal bytes.

    The template may load nothing from outside but `data:` addresses. Raises PdfUnavailable,
    and MissingGlyphs rather than print an empty box for a rare character.
    """
    if weasyprint is None:
        raise PdfUnavailable
    page = render_to_string(template, {**context, "title": title})
    lost = missing_glyphs(html.unescape(NOT_TEXT.sub("", page)))
    if lost:
        raise MissingGlyphs(characters=" ".join(lost))
    target = BytesIO()
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
        target,
        font_config=_font_configuration(),
        pdf_variant="pdf/a-3u",
        pdf_identifier=hashlib.md5(page.encode(), usedforsecurity=False).digest(),
        attachments=[_attach(attachment) for attachment in attachments],
    )
    return target.getvalue()


def _attach(attachment: PdfAttachment):
    return weasyprint.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        relationship="Data",
    )
