"""A page with empty boxes: what a template writes while its words are collected for the stamp."""

import html
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.lib.pdf.stamp.errors import Unfit
from cms.lib.pdf.stamp.glyphs import FontFile
from cms.lib.pdf.stamp.lines import break_lines
from cms.lib.pdf.stamp.paths import Drawing
from cms.lib.pdf.stamp.sheet import Facts, PdfAttachment, Sheet

SHORTEST = 2  # em; letters that a first line has room for at least
HAIR = 0.01  # em; a box as wide as its line exactly could slip into the next by rounding


class Blank:
    """Collects words, drawings and facts in the order in which the template has them."""

    def __init__(self, font: FontFile) -> None:
        self._font = font
        self._texts: dict[int, str] = {}
        self._drawings: dict[int, Drawing] = {}
        self._facts: Facts | None = None
        self._stock = set(map(chr, range(32, 127)))

    def _next(self) -> int:
        return len(self._texts) + len(self._drawings)

    def _em(self, text: str) -> float:
        return self._font.width(text) / 1000

    def expect(self, words: str) -> None:
        """Words that most documents will have in their slots: the base keeps their glyphs."""
        self._stock.update(words)

    @property
    def stock(self) -> str:
        return "".join(sorted(character for character in self._stock if character.isprintable()))

    def line(self, words: str) -> SafeString:
        """The box of one line."""
        key = self._next()
        self._texts[key] = _plain(words)
        return format_html('<i class="slot" data-slot="{}"></i>', key)

    def lines(self, words: str, measure: float, indent: float) -> SafeString:
        """The boxes of a paragraph, one for each line. Raises Unfit."""
        if measure - indent < SHORTEST:
            raise Unfit("no room in the first line")
        broken = break_lines(_plain(words), self._em, measure - indent, measure)
        first = self._next()
        self._texts.update(enumerate(broken, first))
        widths = [measure - indent, *[measure] * (len(broken) - 1)]
        boxes = ((key, f"{width - HAIR:g}") for key, width in enumerate(widths, first))
        return format_html_join(
            SafeString("<br>"), '<i class="slot" data-slot="{}" style="width:{}em"></i>', boxes
        )

    def picture(self, drawn: Drawing, ink: str) -> SafeString:
        """The box of a drawing; CSS gives it a size."""
        key = self._next()
        self._drawings[key] = drawn
        return format_html('<i class="drawing" data-slot="{}" style="color:{}"></i>', key, ink)

    def told(self, title: str, author: str, moment: datetime) -> SafeString:
        """Nothing on the page: the facts go into the file."""
        self._facts = Facts(title, author, moment)
        return SafeString("")

    def sheet(self, attachments: tuple[PdfAttachment, ...]) -> Sheet:
        """What was collected. Raises Unfit for a template that told no facts."""
        if self._facts is None:
            raise Unfit("a template without facts")
        return Sheet(self._facts, self._texts, self._drawings, attachments)


def _plain(words: str) -> str:
    if "<" in words:
        raise Unfit("markup in a slot")
    return html.unescape(words).strip()
