"""Chinese text broken into lines: any two characters may part, except where the rules say not.

The rules (避头尾): no line begins with a closing mark, none ends with an opening one, and a word
or number in Latin letters stays whole unless it is wider than a line.
"""

import re
from collections.abc import Callable

NOT_FIRST = frozenset("、。，．；：？！·…—～）〕］｝〉》」』】”’‰℃％%),.;:?!]}>")
NOT_LAST = frozenset("（〔［｛〈《「『【“‘([{<￥$№")
UNIT = re.compile(r"[A-Za-z0-9_'/&@#+=.:-]*[A-Za-z0-9_/&@#+=]|.", re.DOTALL)

Measure = Callable[[str], float]


def break_lines(text: str, measure: Measure, first: float, rest: float) -> list[str]:
    """`text` in lines: the first up to `first` wide, the others up to `rest`.

    Blanks at the ends of lines are dropped; of everything else nothing is lost or moved.
    A line with no lawful break is broken where it is full.
    """
    words = UNIT.findall(text.strip())
    units = [piece for word in words[:1] for piece in _small(word, measure, min(first, rest))]
    units += [piece for word in words[1:] for piece in _small(word, measure, rest)]
    lines: list[str] = []
    start = 0
    while start < len(units):
        limit = rest if lines else first
        end = _lawful(units, start, _full(units, start, measure, limit))
        lines.append("".join(units[start:end]).strip())
        start = end
        while start < len(units) and units[start].isspace():
            start += 1
    return lines


def _small(unit: str, measure: Measure, limit: float) -> list[str]:
    """A word wider than a line falls into its letters."""
    return list(unit) if len(unit) > 1 and measure(unit) > limit else [unit]


def _full(units: list[str], start: int, measure: Measure, limit: float) -> int:
    """Where the line that begins at `start` is full: at least one unit on, blanks weigh nothing."""
    taken, end = 0.0, start
    while end < len(units):
        taken += measure(units[end])
        if taken > limit and end > start and not units[end].isspace():
            return end
        end += 1
    return end


def _lawful(units: list[str], start: int, full: int) -> int:
    """The last lawful break at or before `full`, or `full` itself where there is none."""
    end = full
    while start < end < len(units) and not _may_part(units[end - 1], units[end]):
        end -= 1
    return full if end == start else end


def _may_part(before: str, after: str) -> bool:
    return after[0] not in NOT_FIRST and before[-1] not in NOT_LAST
