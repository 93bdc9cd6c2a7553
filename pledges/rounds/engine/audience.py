"""Whom a round asks, and what a look at the roster changes about that.

A round has an audience: some subtrees, and of the people there those in certain posts and
categories. The roster lives on while the round runs. `reconcile` compares the two and says
who joins, who is let go, who is followed to another place, and whose move makes a signature
void of its trigger. It never touches a signature.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Person:
    """One member as the roster shows them now. `path` is that of the unit in the tree.

    `back_since`: the first day after the last time that the person had left.
    """

    pk: int
    active: bool
    path: str
    post: int
    category: str
    unit_name: str = ""
    post_name: str = ""
    back_since: date | None = None


@dataclass(frozen=True)
class Audience:
    """Subtrees (never empty), posts and categories; an empty set narrows nothing."""

    paths: tuple[str, ...]
    posts: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()

    def holds(self, person: Person) -> bool:
        return (
            person.active
            and any(person.path.startswith(path) for path in self.paths)
            and (not self.posts or person.post in self.posts)
            and (not self.categories or person.category in self.categories)
        )


class Standing(StrEnum):
    """What a member's envelope in a round amounts to."""

    WAITING = "waiting"  # open or viewed
    SIGNED = "signed"  # a signature that counts
    RELEASED = "released"  # declined or exempt: asked, and settled without a signature


@dataclass(frozen=True)
class Held:
    """The live envelope of a member: where it says the person works."""

    envelope: int
    member: int
    standing: Standing
    unit_name: str
    post_name: str
    signed_on: date | None = None


@dataclass(frozen=True)
class Triggers:
    """Which changes ask a signer to sign again."""

    post: bool = True
    unit: bool = False
    returned: bool = True


class Why(StrEnum):
    """Why an unsigned envelope is closed. Stored in evidence; labels stand in the flow."""

    LEFT = "left"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Changes:
    """What has to be done. Members by pk, envelopes by pk."""

    join: tuple[int, ...] = ()
    close: tuple[tuple[int, Why], ...] = ()
    follow: tuple[int, ...] = ()
    sign_again: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.join or self.close or self.follow or self.sign_again)


def reconcile(
    audience: Audience,
    people: Mapping[int, Person],
    held: Iterable[Held],
    triggers: Triggers,
    settled: frozenset[int] = frozenset(),
) -> Changes:
    """Bring the envelopes of a round in line with the roster; running it again does nothing.

    `held` are the live envelopes, of which a member may have two: a signed one and the one
    that will take its place. `settled` are members who need none: asked in another round.
    """
    of_member: dict[int, list[Held]] = {}
    for row in held:
        of_member.setdefault(row.member, []).append(row)
    wanted = {pk for pk, person in people.items() if audience.holds(person)}
    join = [pk for pk in wanted if pk not in of_member and pk not in settled]
    close: list[tuple[int, Why]] = []
    follow: list[int] = []
    again: list[int] = []
    for member, rows in of_member.items():
        person = people[member]
        waiting = [row for row in rows if row.standing is Standing.WAITING]
        if member not in wanted:
            why = Why.OUTSIDE if person.active else Why.LEFT
            close += [(row.envelope, why) for row in waiting]
            continue
        follow += [row.envelope for row in waiting if _moved(row, person)]
        alone = len(rows) == 1 and rows[0].standing is Standing.SIGNED
        if alone and _must_sign_again(rows[0], person, triggers):
            again.append(rows[0].envelope)
    return Changes(
        tuple(sorted(join)), tuple(sorted(close)), tuple(sorted(follow)), tuple(sorted(again))
    )


def _moved(row: Held, person: Person) -> bool:
    return (row.unit_name, row.post_name) != (person.unit_name, person.post_name)


def _must_sign_again(row: Held, person: Person, triggers: Triggers) -> bool:
    other_post = row.post_name != person.post_name
    other_unit = row.unit_name != person.unit_name
    returned = came_back(person.back_since, row.signed_on)
    return (
        (triggers.post and other_post)
        or (triggers.unit and other_unit)
        or (triggers.returned and returned)
    )


def came_back(back_since: date | None, signed_on: date | None) -> bool:
    """Whether somebody left after signing and is in post again."""
    return back_since is not None and signed_on is not None and back_since > signed_on


def last_return(posts: Iterable[tuple[date, date | None]]) -> date | None:
    """The first day after the last gap between posts held from … to …; None without a gap."""
    covered: date | None = None
    back = None
    for starts, ends in sorted(posts, key=lambda post: post[0]):
        if covered is not None and (starts - covered).days > 1:
            back = starts
        covered = max(covered or starts, ends or date.max)
    return back
