"""HTML templates to PDF/A-3u on A4 with embedded fonts, the same bytes for the same input.

Two renderers. WeasyPrint lays a page out from nothing, in a tenth of a second. The stamp writes
words onto a page that WeasyPrint prepared, in a few milliseconds; what it cannot write without
fault it leaves to WeasyPrint. docs/adr/0006 has the reasons.

Rendering belongs into the worker: Pango ends the whole process when it finds no font, and a web
process must not end. WeasyPrint is therefore loaded by the first rendering, not by this module.
"""

import hashlib
import html
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.pdf.blank import Blank
from cms.lib.pdf.fonts import BODY_FONT, FONT_CONFIG, FONT_DIR, body_glyphs, missing_glyphs
from cms.lib.pdf.stamp.base import Base, Damaged, load
from cms.lib.pdf.stamp.document import VERSION, stamp
from cms.lib.pdf.stamp.errors import Unfit
from cms.lib.pdf.stamp.glyphs import FontFile
from cms.lib.pdf.stamp.sheet import PdfAttachment

log = logging.getLogger(__name__)
NOT_TEXT = re.compile(r"<(style|title|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
STAMPED = re.compile(rb"/Producer \((stamp [^)]*)\)")


class PdfUnavailable(DomainError):
    code = "pdf_unavailable"
    message = _("This server cannot make PDF files: the Pango library is missing.")


class MissingGlyphs(DomainError):
    code = "missing_glyphs"
    message = _(
        "The PDF font has no glyph for: %(characters)s. Have the name compared with the identity"
        " card; if it is right, ask the administrators to install the font for rare characters."
        " The signature is kept."
    )


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


@lru_cache(maxsize=1)
def _body_font() -> FontFile:
    return FontFile(BODY_FONT, body_glyphs())


def _engine_name() -> str:
    return f"weasyprint {version('weasyprint')}"


def renderer(data: bytes = b"") -> str:
    """What made these bytes, for the record: `weasyprint 70.0`, `stamp 1 on weasyprint 70.0`.

    Raises PdfUnavailable where neither could have.
    """
    told = STAMPED.search(data)
    return told[1].decode() if told else f"weasyprint {_engine().__version__}"


def render_pdf(
    template: str,
    context: dict,
    *,
    title: str,
    attachments: Sequence[PdfAttachment] = (),
    moment: datetime | None = None,
) -> bytes:
    """The PDF of a template, as bytes, from nothing. Equal input gives equal bytes.

    `moment` is the date of the attachments. The template may load nothing from outside but
    `data:` addresses. Raises PdfUnavailable, and MissingGlyphs rather than print an empty box
    for a rare character.
    """
    page = render_to_string(template, {**context, "title": title})
    target = BytesIO()
    engine = _engine()
    document = engine.HTML(string=_checked(page), url_fetcher=_fetcher(engine))
    with _quiet():
        document.write_pdf(
            target,
            font_config=_font_configuration(),
            pdf_variant="pdf/a-3u",
            pdf_identifier=hashlib.md5(page.encode(), usedforsecurity=False).digest(),
            attachments=[_attach(engine, attachment, moment) for attachment in attachments],
        )
    return target.getvalue()


def stamp_pdf(
    template: str,
    context: dict,
    *,
    title: str,
    attachments: Sequence[PdfAttachment] = (),
    moment: datetime | None = None,
) -> bytes:
    """As `render_pdf`, by stamp where the template allows it (pdf_tags) and all words fit."""
    try:
        return _stamped(template, {**context, "title": title}, tuple(attachments))
    except Unfit as why:
        log.info("rendered from nothing: %s", why)
    return render_pdf(template, context, title=title, attachments=attachments, moment=moment)


def _stamped(template: str, context: dict, attachments: tuple[PdfAttachment, ...]) -> bytes:
    blank = Blank(_body_font())
    page = render_to_string(template, {**context, "blank": blank})
    base = _base(page, blank.stock)
    if base is None:
        raise Unfit("a page that cannot be prepared")
    return stamp(base, _body_font(), blank.sheet(attachments))


@lru_cache(maxsize=64)
def _base(page: str, stock: str) -> Base | None:
    """The prepared page: the stored one, or made now. None where it cannot be prepared."""
    key = _key(page, stock)
    stored = Path(settings.PRIVATE_ROOT) / "prepared" / f"{key}.base"
    try:
        return load(stored.read_bytes())
    except (OSError, Damaged):
        pass
    try:
        base = _prepare(page, stock, key)
    except Unfit as why:
        log.warning("a page cannot be prepared: %s", why)
        return None
    _store(stored, base.dump())
    return base


def _prepare(page: str, stock: str, key: str) -> Base:
    engine = _engine()
    preparing = import_module("cms.lib.pdf.stamp.preparing")
    source = engine.HTML(string=_checked(page), url_fetcher=_fetcher(engine))
    with _quiet():
        laid_out = source.render(font_config=_font_configuration(), pdf_variant="pdf/a-3u")
        return preparing.prepare(laid_out, _body_font(), stock=stock, key=key, maker=_engine_name())


def _key(page: str, stock: str) -> str:
    """Other words around the slots, another font or another renderer make another base."""
    told = f"{VERSION}\n{_engine_name()}\n{_font_digest()}\n{stock}\n{page}"
    return hashlib.sha256(told.encode()).hexdigest()


@lru_cache(maxsize=1)
def _font_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(FONT_DIR.glob("*.ttf")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _store(path: Path, data: bytes) -> None:
    """Whole or not at all; of two workers at once the later one writes the same again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".staged-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)


def _checked(page: str) -> str:
    lost = missing_glyphs(html.unescape(NOT_TEXT.sub("", page)))
    if lost:
        raise MissingGlyphs(characters=" ".join(lost))
    return page


def _fetcher(engine):
    return engine.urls.URLFetcher(allowed_protocols=("data",), allow_redirects=False)


def _quiet():
    """WeasyPrint 70 opens its colour profile and leaves the closing to the interpreter."""
    return warnings.catch_warnings(action="ignore", category=ResourceWarning)


def _attach(engine, attachment: PdfAttachment, moment: datetime | None):
    date = moment.astimezone(UTC) if moment else None
    return engine.Attachment(
        string=attachment.data,
        name=attachment.name,
        description=attachment.description,
        created=date,
        modified=date,
        relationship="Data",
    )
