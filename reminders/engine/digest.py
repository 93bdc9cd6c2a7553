"""Several things that wait for one person become one message: one per channel and day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reminders.engine.quiet import OUTSIDE


@dataclass(frozen=True)
class Waiting:
    """A reminder that is queued. `by_hand`: somebody asked for it, the ladder did not."""

    pk: int
    subject: str
    member: int
    channel: str
    by_hand: bool = False


@dataclass(frozen=True)
class Bundle:
    """What goes to one person by one channel at once."""

    member: int
    channel: str
    rows: tuple[Waiting, ...]


@dataclass(frozen=True)
class Words:
    """How one matter is said: alone, and as one line among several."""

    title: str
    text: str
    line: str


def bundles(waiting: Iterable[Waiting], had: Iterable[tuple[int, str]]) -> list[Bundle]:
    """One bundle per person and channel, in the order of the first row of each.

    `had`: (member, channel) that got a message of the ladder today: outside the product the
    ladder's next one waits for tomorrow, unless somebody reminds by hand; then all go together.
    """
    spent = set(had)
    groups: dict[tuple[int, str], list[Waiting]] = {}
    for row in waiting:
        groups.setdefault((row.member, row.channel), []).append(row)
    return [
        Bundle(member, channel, tuple(rows))
        for (member, channel), rows in groups.items()
        if channel not in OUTSIDE
        or (member, channel) not in spent
        or any(row.by_hand for row in rows)
    ]


def compose(matters: Sequence[Words], title: str, opening: str) -> tuple[str, str]:
    """Title and text: of the one matter, or `title` and a numbered list below `opening`."""
    if len(matters) == 1:
        return matters[0].title, matters[0].text
    lines = [f"{number}. {one.line}" for number, one in enumerate(matters, 1)]
    return title, "\n".join([opening, *lines])
