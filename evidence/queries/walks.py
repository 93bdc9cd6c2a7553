"""What the nightly walks found, and when the last one was."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from evidence.models.anchor import EvidenceCheck
from evidence.models.chain import EvidenceEntry

OVERDUE = timedelta(hours=26)


@dataclass(frozen=True)
class Night:
    """The last walk, if there was one; `is_late` when there should have been another since."""

    check: EvidenceCheck | None
    is_late: bool

    @property
    def is_wrong(self) -> bool:
        return self.is_late or not (self.check is None or self.check.holds)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many faults of each name, the most frequent first."""
        faults = self.check.faults if self.check else []
        return Counter(fault["code"] for fault in faults).most_common()


def last_night(at: datetime) -> Night:
    """The last walk and whether one is overdue at `at`."""
    check = EvidenceCheck.objects.filter(at__lte=at).order_by("-at", "-pk").first()
    if check is not None:
        return Night(check, check.at < at - OVERDUE)
    old = EvidenceEntry.objects.filter(at__lt=at - OVERDUE)
    return Night(None, not settings.DEMO and old.exists())
