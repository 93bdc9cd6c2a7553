"""Drawings: pen strokes or bars in a box of their own, as SVG and as PDF operators."""

import re
from dataclasses import dataclass

from cms.lib.pdf.stamp.errors import Unfit

OPERATORS = {"M": "m", "L": "l", "h": "l"}
STEP = re.compile(r"([A-Za-z])([-\d ]*)")


@dataclass(frozen=True)
class Strokes:
    """An SVG path drawn with a round pen: absolute M, L and Q, relative h, whole numbers."""

    view_box: tuple[int, int, int, int]
    path: str
    pen: int


@dataclass(frozen=True)
class Bars:
    """Filled bars of height 1 on a square: x, y, length."""

    side: int
    bars: tuple[tuple[int, int, int], ...]

    @property
    def view_box(self) -> tuple[int, int, int, int]:
        return (0, 0, self.side, self.side)

    @property
    def path(self) -> str:
        """As SVG."""
        return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in self.bars)


Drawing = Strokes | Bars


@dataclass(frozen=True)
class Box:
    """Where a drawing goes, in points from the lower left corner of the page."""

    x: float
    y: float
    width: float
    height: float


def operators(drawing: Drawing, box: Box, ink: str) -> str:
    """The drawing in the middle of the box, as large as fits (xMidYMid meet). Raises Unfit."""
    left, top, width, height = drawing.view_box
    scale = min(box.width / width, box.height / height)
    x = box.x + (box.width - scale * width) / 2 - scale * left
    y = box.y + (box.height + scale * height) / 2 + scale * top
    if isinstance(drawing, Bars):
        drawn = "".join([f"{x} {y} {length} 1 re " for x, y, length in drawing.bars])
        return f"q {ink} rg {_placed(scale, x, y)}\n{drawn}f Q\n"
    # A third of the unit, so that the handles of the curves are whole numbers too.
    placed = _placed(scale / 3, x, y)
    return f"q {ink} RG {placed} {3 * drawing.pen} w 1 J 1 j\n{_curves(drawing.path)}S Q\n"


def _placed(scale: float, x: float, y: float) -> str:
    return f"{scale:.5f} 0 0 {-scale:.5f} {x:.3f} {y:.3f} cm"


def _curves(path: str) -> str:
    """SVG steps as PDF operators in thirds; quadratic curves become cubic ones of their shape."""
    x = y = 0
    written = []
    for letter, numbers in STEP.findall(path):
        values = [int(number) for number in numbers.split()]
        if letter == "Q":
            ax, ay, bx, by = values
            ax, ay = 2 * ax, 2 * ay
            written.append(f"{x + ax} {y + ay} {bx + ax} {by + ay} {3 * bx} {3 * by} c\n")
            x, y = bx, by
            continue
        x, y = (x + values[0], y) if letter == "h" else values
        if letter not in OPERATORS:
            raise Unfit(f"a drawing with {letter}")
        written.append(f"{3 * x} {3 * y} {OPERATORS[letter]}\n")
    return "".join(written)
