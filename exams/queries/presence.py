"""Who is there now, as the beats of the exam pages tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

CONNECTED = timedelta(seconds=25)  # a page renews its sign at least every 14 seconds


@dataclass(frozen=True)
class Presence:
    """The last sign of an exam page: when, how many items wait on it, whether it was in front."""

    seen_at: datetime
    unsent: int
    visible: bool

    def same_as(self, other: "Presence") -> bool:
        """Equal but for the moment."""
        return (self.unsent, self.visible) == (other.unsent, other.visible)

    def is_connected(self, at: datetime) -> bool:
        return at - self.seen_at <= CONNECTED


def key_of(attempt_id: int) -> str:
    return f"exams.presence.{attempt_id}"


def presence_of(attempt_ids: Iterable[int]) -> dict[int, Presence]:
    """The last signs of these attempts; who gave none is not there."""
    keys = {key_of(pk): pk for pk in attempt_ids}
    return {keys[key]: sign for key, sign in cache.get_many(keys).items()}
