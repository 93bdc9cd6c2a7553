"""HTML templates to PDF/A-3u on A4 with embedded fonts, the same bytes for the same input.

Rendering belongs into the worker: Pango ends the whole process when it finds no font, and a web
process must not end. WeasyPrint is therefore loaded by the first rendering, not by this module.
"""

import hashlib
import html
import os
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from io import BytesIO

import segno
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.fonts import FONT_CONFIG, missing_glyphs

NOT_TEXT = re.compile(r"<(style|title|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)


class PdfUnavailable(DomainError):
    code = "pdf_unavailable"
    message = _("This server cannot make PDF files: the Pango library is missing.")


class MissingGlyphs(DomainError):
    code = "missing_glyphs"
    message = _(
        "The PDF font has no glyph for: %(characters)s. Have the name compared with the identity"
        " card; if it is right, ask the administrators to add a font. The signature is kept."
    )


@dataclass(frozen=True)
class PdfAttachment:
    """A file inside the PDF, marked as data that belongs to the document (PDF/A-3)."""

    name: str
    data: bytes
    description: str


@lru_cache(maxsize=1)
def _engine():
    """WeasyPrint, reading our fonts only. Raises PdfUnavailable where Pango is not installed."""
    # fontconfig reads its file once, when WeasyPrint is first imported.
    os.environ["FONTCONFIG_FILE"] = str(FONT_CONFIG)
    try:
        return import_module("weasyprint")
    except OSError as missing:
        raise PdfUnavailable from missing


@lru_cache(maxsize=1)
def _font_configuration():
    """One for the process: a new one per file would keep 60 MB of fonts alive each time."""
    return import_module("weasyprint.text.fonts").FontConfiguration()


def renderer() -> str:
    """What makes the bytes, for the record: `weasyprint 70.0`. Raises PdfUnavailable."""
    return f"weasyprint {_engine().__version__}"


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
    engine = _engine()
    page = render_to_string(template, {**context, "title": title})
    lost = missing_glyphs(html.unescape(NOT_TEXT.sub("", page)))
    if lost:
        raise MissingGlyphs(characters=" ".join(lost))
    target = BytesIO()
    fetcher = engine.urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    document = engine.HTML(string=page, url_fetcher=fetcher)
    with warnings.catch_warnings():
        # WeasyPrint 70 opens its colour profile and leaves the closing to the interpreter.
        warnings.simplefilter("ignore", ResourceWarning)
        document.write_pdf(
            target,
            font_config=_font_configuration(),
            pdf_variant="pdf/a-3u",
            pdf_identifier=hashlib.md5(page.encode(), usedforsecurity=False).digest(),
            attachments=[_attach(engine, attachment) for attachment in attachments],
        )
    return target.getvalue()


def _attach(engine, attachment: PdfAttachment):
    return engine.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        relationship="Data",
    )
