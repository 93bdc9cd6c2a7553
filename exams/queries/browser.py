"""Which Config Keys open a sitting."""

from exams.models.browser import BrowserRule
from exams.models.sitting import Sitting


def rule_of(sitting: Sitting) -> BrowserRule | None:
    return BrowserRule.objects.filter(sitting=sitting).first()


def keys_of_attempt(attempt_id: int) -> list[str]:
    """The keys for the sitting of an attempt; none when it asks for no browser any more."""
    rows = BrowserRule.objects.filter(
        sitting__attempts=attempt_id, sitting__locked_browser=True
    ).values_list("keys", flat=True)
    return next(iter(rows), [])
