"""What can be reminded of: whoever asks something of members says here how.

The apps above add theirs beside what else they lend; this app imports none of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cms.lib.registry import Registry
from reminders.engine.digest import Words
from reminders.engine.ladder import Asked


@dataclass(frozen=True)
class Arrival:
    """A reminder that a gateway took: what the evidence chain is told."""

    subject: str
    rung: str
    channel: str
    reference: str
    by: int | None


@dataclass(frozen=True)
class Remindable:
    """One kind of subject. All three look at many at once, with a fixed number of queries."""

    word: str  # before the colon, as in the evidence chain: "envelope"
    asked: Callable[[datetime], Iterable[Asked]]  # everything that is still to be done
    words: Callable[[Sequence[str]], Mapping[str, Words]]  # of these subjects: the still due ones
    note: Callable[[Sequence[Arrival], datetime], None]  # writes the chain, within a transaction


REMINDABLE: Registry[Remindable] = Registry(key=lambda kind: kind.word)


def kind_of(subject: str) -> Remindable:
    """By the word before the colon. Raises LookupError for a word that nobody has added."""
    kind = REMINDABLE.get(subject.partition(":")[0])
    if kind is None:
        raise LookupError(subject)
    return kind
