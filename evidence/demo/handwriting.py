"""Signatures for the demo world: strokes like those of a running hand, the same for a seed."""

import json
import math
import random

WIDTH, HEIGHT = 1000, 600
# A stroke in a cell of 1 by 1: start, end, how far its middle bends to the side.
STROKES = (
    ((0.12, 0.28), (0.88, 0.22), -0.05),  # 横
    ((0.20, 0.52), (0.80, 0.47), -0.04),
    ((0.50, 0.05), (0.48, 0.95), 0.03),  # 竖
    ((0.52, 0.25), (0.08, 0.92), 0.10),  # 撇
    ((0.45, 0.45), (0.95, 0.90), -0.08),  # 捺
    ((0.15, 0.12), (0.30, 0.25), 0.04),  # 点
    ((0.25, 0.60), (0.78, 0.88), 0.22),  # 折
    ((0.80, 0.30), (0.62, 0.95), 0.14),  # 钩
)


def _stroke(rng: random.Random, start, end, bend: float) -> list[tuple[float, float]]:
    """A quadratic curve with a small tremor; longer strokes have more points."""
    (ax, ay), (bx, by) = start, end
    length = math.hypot(bx - ax, by - ay)
    bend *= rng.uniform(0.5, 1.6)
    middle = ((ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend)
    count = max(5, round(26 * length))
    points = []
    for step in range(count + 1):
        t = step / count
        x = (1 - t) ** 2 * ax + 2 * t * (1 - t) * middle[0] + t * t * bx
        y = (1 - t) ** 2 * ay + 2 * t * (1 - t) * middle[1] + t * t * by
        points.append((x + rng.gauss(0, 0.006), y + rng.gauss(0, 0.006)))
    return points


def _character(rng: random.Random, left: float, top: float, size: float) -> list:
    """Four to seven strokes, some joined to the one before as a quick hand does."""
    slant = rng.uniform(-0.06, 0.16)
    strokes: list[list[tuple[float, float]]] = []
    for start, end, bend in sorted(rng.sample(STROKES, rng.randint(4, 7))):
        jog = lambda point: (point[0] + rng.gauss(0, 0.04), point[1] + rng.gauss(0, 0.04))  # noqa: E731
        points = _stroke(rng, jog(start), jog(end), bend)
        if strokes and rng.random() < 0.3:
            strokes[-1].extend(points)
        else:
            strokes.append(points)
    return [
        [(left + (x + slant * (0.5 - y)) * size, top + y * size) for x, y in stroke]
        for stroke in strokes
    ]


def sign(name: str, rng: random.Random) -> str:
    """What the signing page would send for `name`: canvas JSON."""
    letters = [letter for letter in name if letter not in "·. "] or ["字"]
    size = min(330, 820 / len(letters))
    left = (WIDTH - size * len(letters)) / 2
    top = (HEIGHT - size) / 2
    strokes = []
    for place, _letter in enumerate(letters):
        rise = rng.uniform(-0.08, 0.05) * size
        strokes += _character(rng, left + place * size * 0.94, top + rise, size)
    data = [[[round(x), round(y)] for x, y in stroke] for stroke in strokes]
    return json.dumps({"width": WIDTH, "height": HEIGHT, "strokes": data})
