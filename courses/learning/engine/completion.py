"""Completion: every required item answered right → done.

Completion is a fact, never a duration: nothing here knows how long anything took.
"""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How many of the required items have been answered right."""

    required: int
    right: int

    @property
    def is_done(self) -> bool:
        return self.required > 0 and self.right == self.required


def progress(required: Collection[int], answered_right: Collection[int]) -> Progress:
    """Answers to items that are no longer required do not count."""
    wanted = frozenset(required)
    return Progress(len(wanted), len(wanted & frozenset(answered_right)))
