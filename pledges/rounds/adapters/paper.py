"""The pledge on paper: what was signed, as PDF/A-3u, the same bytes for the same envelope."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from cms.lib.chinese import numeral, paragraphs
from cms.lib.pdf import rendering
from cms.lib.pdf.qr import qr_bars
from cms.lib.pdf.stamp.paths import Strokes
from evidence.engine.grade import Method
from evidence.engine.grade_inputs import Helper
from evidence.engine.strokes import from_data, view_box
from pledges.rounds.engine.document import PledgeText, differs
from pledges.rounds.models.envelope import Envelope, SignatureMark

TEMPLATE = "rounds/pdf/pledge.html"
PARAGRAPH = "rounds/pdf/paragraph.html"
# How the signer was confirmed a moment before signing. Printed, so Chinese.
CONFIRMED = {
    Method.PASSKEY: "签署时以本人设备的通行密钥确认",
    Method.PASSWORD_TOTP: "签署时重新验证口令和动态验证码",
    Method.PASSWORD: "签署时重新验证口令",
}
PEN = 12  # thousandths of the canvas width


def pledge_pdf(
    envelope: Envelope,
    attachments: Sequence[rendering.PdfAttachment] = (),
    helper: Helper | None = None,
) -> bytes:
    """The PDF of a signed envelope. It depends on what was signed and how, and on nothing else.

    Stamped onto a prepared page, or rendered from nothing where that does not go.
    Raises PdfUnavailable, and MissingGlyphs rather than print an empty box.
    """
    with translation.override("zh-hans"):
        page = page_of(envelope, attachments, helper)
        return rendering.stamp_pdf(TEMPLATE, attachments=attachments, **page)


def page_of(
    envelope: Envelope,
    attachments: Sequence[rendering.PdfAttachment] = (),
    helper: Helper | None = None,
) -> dict:
    """Context, title and moment of the page, for either renderer."""
    link = reverse("verify_code", args=[envelope.code])
    url = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + link
    signed_at = timezone.localtime(envelope.signed_at)
    pledge, version = envelope.pledge, envelope.round.version
    context = {
        "envelope": envelope,
        "pledge": pledge,
        # A list: a page that cannot be stamped is rendered a second time from the same context.
        "blocks": list(_blocks(pledge, version.text)),
        "version": version,
        "hand": _hand(envelope.mark),
        "signed_at": signed_at,
        "confirmed": CONFIRMED.get(envelope.mark.method, envelope.mark.method),
        "helper": helper,
        "url": url,
        "qr": qr_bars(url),
        "files": [(file.name, hashlib.sha256(file.data).hexdigest()) for file in attachments],
    }
    return {
        "context": context,
        "title": f"{version.title} {envelope.number}",
        "moment": signed_at,
    }


def _hand(mark: SignatureMark) -> Strokes:
    return Strokes(view_box(from_data(mark.strokes)), mark.path, PEN)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the page; `source` is the template's, `number` a clause's numeral."""

    text: str
    source: str
    number: str = ""
    heading: str = ""

    @property
    def is_addressee(self) -> bool:
        return self.text.startswith("致：")

    @property
    def indent(self) -> int:
        """Letters before the words in the first line: two, or also numeral and heading."""
        if self.is_addressee:
            return 0
        return 2 + (len(f"{self.number}、{self.heading}。") if self.number else 0)


def _paragraphs(filled: PledgeText, source: PledgeText) -> Iterator[Paragraph]:
    origins = source.clauses if len(source.clauses) == len(filled.clauses) else filled.clauses
    yield from _of_part(filled.preamble, source.preamble)
    for number, (clause, origin) in enumerate(zip(filled.clauses, origins, strict=True), 1):
        yield Paragraph(clause.text, origin.text, numeral(number), clause.heading)
    yield from _of_part(filled.closing, source.closing)


def _of_part(filled: str, source: str) -> Iterator[Paragraph]:
    shown, origins = paragraphs(filled), paragraphs(source)
    if len(shown) != len(origins):
        origins = [""] * len(shown)
    return map(Paragraph, shown, origins)


def _blocks(filled: PledgeText, source: PledgeText) -> Iterator[dict]:
    """The paragraphs that differ within a round one by one, those between them as HTML."""
    parts = groupby(_paragraphs(filled, source), lambda one: differs(one.text, one.source))
    for apart, run in parts:
        if apart:
            yield from ({"paragraph": paragraph} for paragraph in run)
        else:
            yield {"printed": _printed(tuple(run))}


@lru_cache(maxsize=64)
def _printed(run: tuple[Paragraph, ...]) -> SafeString:
    return SafeString("".join(render_to_string(PARAGRAPH, {"paragraph": one}) for one in run))
