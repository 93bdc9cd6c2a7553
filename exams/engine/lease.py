"""One writer per attempt: which page may write, and what happens when another one asks.

The holder is a client: one page load. A request speaks for the page `by`, opens with the names of
the earlier loads of the same tab (`was`), and may ask to take over.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Grant(StrEnum):
    KEPT = "kept"  # this page holds it already
    TAKEN = "taken"  # nobody held it
    RESUMED = "resumed"  # the same tab, loaded again
    TAKEN_OVER = "taken_over"  # asked for, from another tab or phone
    REFUSED = "refused"  # another page holds it


@dataclass(frozen=True)
class Claim:
    """What a page says about itself."""

    by: str
    opened: bool = False
    was: Collection[str] = ()
    takeover: bool = False


def decide(holder: str, claim: Claim) -> Grant:
    """Whether the page of `claim` may write while `holder` ("" for nobody) has the lease."""
    if holder == claim.by:
        return Grant.KEPT
    if not holder:
        return Grant.TAKEN
    if claim.takeover:
        return Grant.TAKEN_OVER
    if claim.opened and holder in claim.was:
        return Grant.RESUMED
    return Grant.REFUSED
