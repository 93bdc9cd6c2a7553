"""From item scores to a result."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bank.engine.scoring import CENT, ItemScore

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Outcome:
    """`passed` is None while an item waits for marking; `raw` then counts what is scored."""

    raw: Decimal
    maximum: Decimal
    percent: Decimal
    pending: bool
    passed: bool | None


def total(scores: Iterable[ItemScore], pass_mark: Decimal) -> Outcome:
    """Add up; `pass_mark` is in per cent of the full marks, and reaching it is passing."""
    rows = list(scores)
    raw = sum((row.score for row in rows if row.score is not None), Decimal(0))
    maximum = sum((row.maximum for row in rows), Decimal(0))
    percent = (raw / maximum * HUNDRED).quantize(CENT, ROUND_HALF_UP) if maximum else Decimal(0)
    pending = any(row.score is None for row in rows)
    # Compared as fractions: rounding the percentage must never lift anybody over the mark.
    passed = None if pending else raw * HUNDRED >= pass_mark * maximum
    return Outcome(raw, maximum, percent, pending, passed)


BEST, LAST = "best", "last"


def counted(percents: Sequence[Decimal], rule: str, ceiling: Decimal | None = None) -> Decimal:
    """What counts of several attempts, in their order: the best or the last, at most `ceiling`.

    The ceiling is a resit's: who needed a second chance cannot come out above it. Raises ValueError
    for no attempt.
    """
    chosen = percents[-1] if rule == LAST and percents else max(percents)
    return chosen if ceiling is None else min(chosen, ceiling)


def fold_changes(changes: Iterable[Mapping[int, Decimal | None]]) -> dict[int, Decimal | None]:
    """The score of each position after all changes, in their order: the last one holds."""
    scores: dict[int, Decimal | None] = {}
    for change in changes:
        scores.update(change)
    return scores
