"""Add up counts along the organisation tree.

Organisations carry a materialised path of four-character steps: a unit lies under every
organisation whose path begins its own. Counting is SQL's work; adding up is done here, so that
a desk of any depth costs the same few queries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

STEP = 4  # treebeard's MP_Node.steplen


@dataclass(frozen=True)
class Tally:
    """People due and, among them, done. Adding tallies adds people."""

    due: int = 0
    done: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.due + other.due, self.done + other.done)

    @property
    def open(self) -> int:
        return self.due - self.done

    @property
    def percent(self) -> Decimal | None:
        """Completion to one decimal, cut off and never rounded up: 100 means everybody.

        None when nobody is due.
        """
        if not self.due:
            return None
        return (Decimal(100 * self.done) / self.due).quantize(Decimal("0.1"), ROUND_DOWN)


@dataclass(frozen=True)
class Row:
    """One line of the comparison: a unit with its tally per figure code."""

    code: str
    name: str
    tallies: Mapping[str, Tally]
    own: bool = False  # the people employed by the parent itself, not a unit below it


def roll_up(counts: Mapping[str, Tally], paths: Iterable[str]) -> dict[str, Tally]:
    """The tally of each path's whole subtree, from the tallies of single organisations."""
    totals = dict.fromkeys(paths, Tally())
    for path, tally in counts.items():
        for end in range(STEP, len(path) + 1, STEP):
            if path[:end] in totals:
                totals[path[:end]] += tally
    return totals


def _percent(row: Row, code: str) -> Decimal:
    percent = row.tallies[code].percent
    return Decimal(1000) if percent is None else percent  # nobody due: nothing to do, so last


def _key(row: Row, column: str) -> tuple:
    if column == "name":
        return (row.code,)
    if column == "worst":
        worst = min((_percent(row, code) for code in row.tallies), default=Decimal(1000))
        return (worst, -sum(tally.open for tally in row.tallies.values()), row.code)
    code, _, part = column.partition(".")
    value = _percent(row, code) if part == "percent" else getattr(row.tallies[code], part)
    return (value, row.code)


def columns(codes: Iterable[str]) -> list[str]:
    """The names by which a comparison of these figures can be sorted."""
    parts = ("due", "done", "open", "percent")
    return ["worst", "name", *(f"{code}.{part}" for code in codes for part in parts)]


def sort_rows(rows: Iterable[Row], column: str, *, descending: bool = False) -> list[Row]:
    """Rows by one of `columns`; `worst` puts the unit furthest behind on any figure first."""
    return sorted(rows, key=lambda row: _key(row, column), reverse=descending)
