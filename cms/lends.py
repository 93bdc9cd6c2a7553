"""What apps lend to the shared pages: cards for the desk, figures for HR, panels for /me/.

An app adds to these registries in its `lent.py`, which is found when the apps are ready; the
shell never imports an app.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from cms.lib.registry import Registry


@dataclass(frozen=True)
class DeskCard:
    """One thing that is due for this person. `due_at` None sorts last; `kind` picks the icon."""

    kind: str  # "lesson", "exam", "pledge", "task"
    title: str
    detail: str
    url: str
    action: str
    due_at: datetime | None = None
    running: bool = False  # something already begun and on a clock: always first
    alarm: bool = False  # something is wrong here: red, and before all that is only due

    def order(self, at: datetime) -> tuple:
        far = (self.due_at is None, self.due_at.timestamp() if self.due_at else 0.0)
        return (not self.running, not self.alarm, *far, self.title)

    def is_overdue(self, at: datetime) -> bool:
        return self.due_at is not None and self.due_at < at


@dataclass(frozen=True)
class Figure:
    """One HR figure. Both callables narrow a queryset of `staff.Member`; done is within due."""

    code: str
    title: str
    done_label: str
    open_label: str
    due: Callable[[QuerySet, datetime], QuerySet]
    done: Callable[[QuerySet, datetime], QuerySet]
    order: int = 100


@dataclass(frozen=True)
class RecordPanel:
    """A section of the own-record page: rendered by `template` with `context`."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True)
class Area:
    """An entry of the main navigation."""

    label: str
    url: str
    icon: str
    order: int = 100


@dataclass(frozen=True)
class Cited:
    """One link to a legal basis. `url` leads to where an editor can change it."""

    title: str
    url: str
    basis_id: int
    live: bool


@dataclass(frozen=True)
class Testimony:
    """What an act has just written and nobody may change unseen.

    `about` names the thing (`grant:12`), `kind` what happened to it; `rows` are the rows as they
    stand now, each under the name that the witness keeps it by.
    """

    about: str
    kind: str
    at: datetime
    rows: tuple[tuple[str, Any], ...]


# Takes a queryset of LegalBasis; yields a `Cited` for each link from live or draft content to one.
Finder = Callable[[QuerySet], Iterable[Cited]]

# What is due for the person of the request.
CARDS: Registry[Callable[[HttpRequest, datetime], list[DeskCard]]] = Registry()
FIGURES: Registry[Callable[[], Figure]] = Registry()
# A section for this member's record; None where there is nothing to say.
PANELS: Registry[Callable[[Any, datetime], RecordPanel | None]] = Registry()
AREAS: Registry[Callable[[HttpRequest], list[Area]]] = Registry()
# (what kind of content, how to find what cites a basis), so that all of it can be retired together.
CITATIONS: Registry[Callable[[], list[tuple[str | Promise, Finder]]]] = Registry()
# The fixed furniture: groups, permissions, index pages. Each is safe to run again.
SETUPS: Registry[Callable[[], None]] = Registry()
# Whether the session must outlive the idle limit: an idle limit never ends a running exam.
KEEPS_SESSION: Registry[Callable[[HttpRequest], bool]] = Registry()
# Brings the account's Wagtail groups up to date before the admin opens.
ENTERS_ADMIN: Registry[Callable[[HttpRequest], None]] = Registry()
# Told of rows in the transaction that wrote them; a floor that keeps evidence listens.
WITNESSES: Registry[Callable[[Sequence[Testimony]], None]] = Registry()
# Takes words (title, text) to an account's holder by a way outside the product, where there is one.
TELLS: Registry[Callable[[Any, str, str], None]] = Registry()
# Whether a person still has the right by which the result of a job was made.
STILL_MAY: Registry[Callable[[Any, Any], bool]] = Registry()
NEEDS_SECOND_FACTOR: Registry[Callable[[HttpRequest], bool]] = Registry()


def collect_cards(request: HttpRequest, at: datetime) -> list[DeskCard]:
    """Every card for the request's user, most urgent first."""
    cards = [card for lent in CARDS for card in lent(request, at)]
    return sorted(cards, key=lambda card: card.order(at))


def testify(*told: Testimony) -> None:
    """Tell the witnesses what was written; the caller is in the transaction that wrote it."""
    for hear in WITNESSES if told else ():
        hear(told)


def collect_figures() -> list[Figure]:
    """HR's figures, in their order."""
    return sorted((lent() for lent in FIGURES), key=lambda figure: figure.order)


def collect_panels(member: Any, at: datetime) -> list[RecordPanel]:
    """The sections that apps add to one member's record."""
    panels = [lent(member, at) for lent in PANELS]
    return sorted((p for p in panels if p is not None), key=lambda panel: panel.order)


def collect_areas(request: HttpRequest) -> list[Area]:
    """The navigation of this user, in its order."""
    return sorted((a for lent in AREAS for a in lent(request)), key=lambda area: area.order)
