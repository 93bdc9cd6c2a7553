"""When nothing leaves the house: evenings and nights. What the product shows wakes nobody."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

# What reaches a person outside the product. In it nobody is woken.
OUTSIDE = frozenset({"mail", "sms"})


@dataclass(frozen=True)
class QuietHours:
    """From `start` until just before `end`, local time; over midnight when `end` is earlier."""

    start: time
    end: time

    def covers(self, moment: time) -> bool:
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end

    def release(self, local: datetime) -> datetime:
        """The first moment from `local` on that is not quiet."""
        if not self.covers(local.time()):
            return local
        ends = local.replace(hour=self.end.hour, minute=self.end.minute, second=0, microsecond=0)
        return ends if ends > local else ends + timedelta(days=1)


def parse_hours(text: str) -> QuietHours | None:
    """20:00-08:00; the empty string knows no quiet. Raises ValueError."""
    if not text.strip():
        return None
    start, dash, end = text.partition("-")
    if not dash:
        raise ValueError(text)
    return QuietHours(time.fromisoformat(start.strip()), time.fromisoformat(end.strip()))


def may_leave(channel: str, local: datetime, quiet: QuietHours | None) -> bool:
    """Whether something may go by this channel now."""
    return channel not in OUTSIDE or quiet is None or not quiet.covers(local.time())
