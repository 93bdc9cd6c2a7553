"""Our style sheets stay within what Chrome 87 and Safari 15 know, and load nothing from outside."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cms", "staff", "courses", "exams", "pledges")
TOO_NEW = {
    "colour function": re.compile(r"\b(?:oklch|oklab|color-mix|lch|lab)\("),
    "layer or container": re.compile(r"@(?:layer|container|scope)\b"),
    "new selector": re.compile(r":(?:has|is|where)\("),
    "aspect-ratio": re.compile(r"\baspect-ratio\s*:"),
    "new unit": re.compile(r"\d(?:dvh|svh|lvh|cqw|cqi)\b"),
    "nesting": re.compile(r"^\s*&", re.M),
    "outside resource": re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import"),
}


def sheets() -> list[Path]:
    found = [path for app in APPS for path in (ROOT / app / "static" / app / "css").glob("*.css")]
    return [path for path in found if "min" not in path.suffixes]


@pytest.mark.parametrize("path", sheets(), ids=lambda path: str(path.relative_to(ROOT)))
def test_old_browsers_understand_the_sheet(path):
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in TOO_NEW.items() if pattern.search(text)] == []


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens() -> dict[str, str]:
    text = (ROOT / "cms/static/cms/css/tokens.css").read_text(encoding="utf-8")
    plain = text.split('html[data-view="senior"]')[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", plain))


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *[
            (ink, ground)
            for ink in ("ink", "ink-soft")
            for ground in ("paper", "surface", "sunken")
        ],
        *[("accent", ground) for ground in ("paper", "surface", "sunken", "accent-soft")],
        *[(tone, f"{tone}-soft") for tone in ("ok", "wait", "warn", "bad")],
        *[(ink, "accent") for ink in ("on-accent", "on-accent-soft")],
    ],
)
def test_text_contrast_is_at_least_four_and_a_half(ink, ground):
    assert contrast(tokens()[ink], tokens()[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["surface", "paper"])
def test_edges_of_controls_can_be_seen(ground):
    assert contrast(tokens()["edge"], tokens()[ground]) >= 3
