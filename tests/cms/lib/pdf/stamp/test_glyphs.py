from io import BytesIO

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from cms.lib.pdf.fonts import BODY_FONT, body_glyphs
from cms.lib.pdf.stamp.errors import Unfit
from cms.lib.pdf.stamp.glyphs import MAGIC, FontFile, _sum

TEXT = "王㛃李𬭎多·吉䶮A1 　"


@pytest.fixture(scope="module")
def font() -> FontFile:
    return FontFile(BODY_FONT, body_glyphs())


def drawn(font: TTFont, glyph: str) -> list:
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[glyph].draw(pen)
    return pen.value


def test_the_small_font_has_the_same_outlines_and_widths(font):
    glyphs = [0, *map(font.glyph, TEXT)]
    data = font.subset(glyphs)
    small, whole = TTFont(BytesIO(data), checkChecksums=2), TTFont(BODY_FONT)
    assert small["maxp"].numGlyphs == len(glyphs) == small["hhea"].numberOfHMetrics
    order = whole.getGlyphOrder()
    for place, glyph in enumerate(glyphs):
        name = small.getGlyphName(place)
        assert drawn(small, name) == drawn(whole, order[glyph])
        assert small["hmtx"][name] == whole["hmtx"][order[glyph]]
    assert _sum(data) == MAGIC


def test_widths_are_thousandths_of_an_em(font):
    whole = TTFont(BODY_FONT)
    names = whole.getBestCmap()
    assert font.width(TEXT) == sum(whole["hmtx"][names[ord(char)]][0] for char in TEXT)
    assert font.width("王") == 1000


def test_an_unknown_character_does_not_fit(font):
    with pytest.raises(Unfit):
        font.width("𠮷")
