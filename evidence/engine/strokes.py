"""A drawn signature: checked, brought to one scale, and made into one smooth SVG path.

Only the shape is kept. Speed and pressure are never asked for: they could identify a person
by the body (个人信息保护法 art. 28), and a pledge does not need them.
"""

import json
import math
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[int, int]

SCALE = 1000  # every signature is brought to a canvas 1000 wide
MAX_BYTES = 200_000
MAX_STROKES = 80
MAX_POINTS = 6000
SIDES = (40, 5000)  # pixels of a believable canvas
MIN_INK = 250  # a quarter of the canvas width
MIN_EXTENT = 100  # the longer side of what was drawn
MIN_STEP = 4  # nearer points are the same point
MARGIN = 12


class BadStrokes(ValueError):
    """`reason`: `empty`, `too_small`, `too_large` or `malformed`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Signature:
    """Strokes on a canvas SCALE wide and `height` high; whole numbers, clipped to the canvas."""

    height: int
    strokes: tuple[tuple[Point, ...], ...]

    @property
    def points(self) -> int:
        return sum(len(stroke) for stroke in self.strokes)

    def as_data(self) -> dict:
        """JSON form for storage and digests: integers only."""
        return {
            "width": SCALE,
            "height": self.height,
            "strokes": [[list(point) for point in stroke] for stroke in self.strokes],
        }


def from_data(data: dict) -> Signature:
    """The signature that `as_data` was made of."""
    strokes = tuple(tuple((x, y) for x, y in stroke) for stroke in data["strokes"])
    return Signature(data["height"], strokes)


def parse(payload: str) -> Signature:
    """A signature from `{"width", "height", "strokes": [[[x, y], …], …]}` in canvas pixels.

    Raises BadStrokes; nothing else, whatever the bytes are.
    """
    if len(payload) > MAX_BYTES:
        raise BadStrokes("too_large")
    if not payload.strip():
        raise BadStrokes("empty")
    try:
        data = json.loads(payload)
        width, height = float(data["width"]), float(data["height"])
        raw = [[(float(x), float(y)) for x, y in stroke] for stroke in data["strokes"]]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise BadStrokes("malformed") from None
    return normalise(width, height, raw)


def normalise(width: float, height: float, raw: list[list[tuple[float, float]]]) -> Signature:
    """Scale, clip, thin and judge. Raises BadStrokes."""
    numbers = [width, height, *(n for stroke in raw for point in stroke for n in point)]
    if not all(math.isfinite(n) for n in numbers):
        raise BadStrokes("malformed")
    if not all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
        raise BadStrokes("malformed")
    if len(raw) > MAX_STROKES or sum(len(stroke) for stroke in raw) > MAX_POINTS:
        raise BadStrokes("too_large")
    tall = max(1, round(SCALE * height / width))
    scaled = [[_place(p, SCALE / width, tall) for p in stroke] for stroke in raw if stroke]
    signature = Signature(tall, tuple(_thin(stroke) for stroke in scaled))
    _judge(signature)
    return signature


def _place(point: tuple[float, float], scale: float, tall: int) -> Point:
    x, y = (round(value * scale) for value in point)
    return min(max(x, 0), SCALE), min(max(y, 0), tall)


def _thin(stroke: list[Point]) -> tuple[Point, ...]:
    kept = [stroke[0]]
    for point in stroke:
        if math.dist(point, kept[-1]) >= MIN_STEP:
            kept.append(point)
    return tuple(kept)


def _judge(signature: Signature) -> None:
    if not signature.strokes:
        raise BadStrokes("empty")
    ink = sum(math.dist(a, b) for stroke in signature.strokes for a, b in pairwise(stroke))
    left, top, right, bottom = bounds(signature)
    if ink < MIN_INK or max(right - left, bottom - top) < MIN_EXTENT:
        raise BadStrokes("too_small")


def bounds(signature: Signature) -> tuple[int, int, int, int]:
    """left, top, right, bottom of the ink."""
    xs = [x for stroke in signature.strokes for x, _ in stroke]
    ys = [y for stroke in signature.strokes for _, y in stroke]
    return min(xs), min(ys), max(xs), max(ys)


def view_box(signature: Signature) -> tuple[int, int, int, int]:
    """SVG viewBox (x, y, width, height) round the ink with a small margin."""
    left, top, right, bottom = bounds(signature)
    return (
        left - MARGIN,
        top - MARGIN,
        right - left + 2 * MARGIN,
        bottom - top + 2 * MARGIN,
    )


def svg_path(signature: Signature) -> str:
    """All strokes as one path of quadratic curves through the midpoints; the same for ever."""
    return "".join(_curve(stroke) for stroke in signature.strokes)


def _curve(stroke: tuple[Point, ...]) -> str:
    (x, y), *rest = stroke
    if not rest:
        return f"M{x} {y}h1"
    parts = [f"M{x} {y}"]
    for (ax, ay), (bx, by) in pairwise(rest):
        parts.append(f"Q{ax} {ay} {(ax + bx) // 2} {(ay + by) // 2}")
    return "".join([*parts, f"L{rest[-1][0]} {rest[-1][1]}"])
