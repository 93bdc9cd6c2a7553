"""How a figure is measured and written down.

Times on a shared machine mean little, so each is taken beside a floor in the same run,
interleaved, and told as the median of the ratios.
"""

import json
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GROUPS = (
    "seed", "desk", "roster", "exams", "exams.kill", "pledges.seal", "pledges.exports",
    "pledges.kill", "attack",
)  # fmt: skip
# The names of figures that do not begin with their group.
NAMES = {
    "pledges.seal": ("pledges.sealed", "pledges.sign_latency"),
    "pledges.exports": (
        "pledges.zip_1085",
        "pledges.zip_10000",
        "pledges.binder_1085",
        "pledges.chain_1m",
    ),
}


@dataclass(frozen=True)
class Row:
    """One figure. `floor` and `ratio` are None where nothing is compared."""

    name: str
    value: float
    unit: str
    floor: float | None
    ratio: float | None
    database: str
    commit: str


@dataclass
class Recorder:
    """Collects the rows of one lane (one database)."""

    database: str
    commit: str
    rows: list[Row]

    def add(self, name: str, value: float, unit: str, floor: float | None = None) -> None:
        ratio = round(value / floor, 2) if floor else None
        kept = None if floor is None else round(floor, 4)
        row = Row(name, round(value, 4), unit, kept, ratio, self.database, self.commit)
        self.rows.append(row)
        print(as_line(row), flush=True)


def group_of(name: str) -> str:
    """The group that writes the row `name`: the one whose name for it is the longest."""
    names = [(prefix, group) for group in GROUPS for prefix in NAMES.get(group, (group,))]
    fitting = [(prefix, group) for prefix, group in names if f"{name}.".startswith(f"{prefix}.")]
    return max(fitting, key=lambda pair: len(pair[0]), default=("", ""))[1]


def as_line(row: Row) -> str:
    beside = "" if row.ratio is None else f"floor {row.floor:>9.3f}   ratio {row.ratio:>8.2f}"
    return f"  {row.name:<40} {row.value:>12.3f} {row.unit:<8} {row.database:<11} {beside}"


def beside_floor(work: Callable[[], object], floor: Callable[[], object], rounds: int):
    """Median milliseconds of `work` and of `floor`, called in turn `rounds` times."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, times in zip((work, floor), taken, strict=True):
            started = time.perf_counter()
            call()
            times.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    return told.stdout.strip() or "unknown"


def write(rows: list[Row], path: Path) -> None:
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n")


def read(path: Path) -> list[Row]:
    return [Row(**row) for row in json.loads(path.read_text())] if path.exists() else []
