"""The fonts that go into our PDFs, and which characters they have."""

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONT_DIR = Path(__file__).resolve().parents[2] / "fonts"
FONT_CONFIG = FONT_DIR / "fonts.conf"
BODY_FONT = FONT_DIR / "NotoSansSC-Regular.ttf"  # bold text falls back to it, never the reverse
# All of extensions B to F. Debian's package fonts-hanazono; 33 MB, so not shipped with us.
RARE_FONT = Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf")


@lru_cache(maxsize=1)
def body_glyphs() -> dict[int, int]:
    """Which glyph of the body font stands for which code point."""
    with TTFont(BODY_FONT, lazy=True) as font:
        return {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}


@lru_cache(maxsize=1)
def rare_codes() -> frozenset[int]:
    """The code points of the font for rare characters; none where it is not installed."""
    if not RARE_FONT.exists():
        return frozenset()
    with TTFont(RARE_FONT, lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing_glyphs(text: str) -> str:
    """The characters of `text` that would print as an empty box, each once, in their order."""
    known = body_glyphs()
    lost = dict.fromkeys(ch for ch in text if not ch.isspace() and ord(ch) not in known)
    return "".join(ch for ch in lost if ord(ch) not in rare_codes())
