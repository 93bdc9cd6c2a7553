"""The demo world's common ground: one moment, one seed, one voice.

Apps add to SEEDS in `demo/seeds.py`, which is found under demo settings only; the command runs
them in order.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from cms.lib.registry import Registry

PASSWORD = "Jiangtang-demo-2026"  # noqa: S105 - printed by `make run`, demo settings only


@dataclass
class Demo:
    """`at` is the world's present: the same `at` gives the same story, row for row.

    `clock` tells when something happens that bears a proof of its time: a seal and a time stamp
    cannot be of last month, and what follows them (an end, a successor) comes after them.
    """

    at: datetime
    say: Callable[[str], None]
    clock: Callable[[], datetime] | None = None
    seed: int = 20260401
    password_hash: str = ""
    shared: dict[str, object] = field(default_factory=dict)

    def now(self) -> datetime:
        """The true time; never before the world's present."""
        return max(self.at, self.clock()) if self.clock else self.at

    def rng(self, name: str) -> random.Random:
        """A generator of its own for each part, so that parts can change alone."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311 - a demo world, not a secret


def yuan(whole: int) -> Decimal:
    """As the database gives an amount back: the words that are signed are made of such."""
    return Decimal(f"{whole}.00")


SEEDS: Registry[Callable[[Demo], None]] = Registry()
