"""What apps lend to the shared pages: cards for the desk, figures for HR, panels for /me/.

Apps register by Wagtail hook, so the shell never imports them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from wagtail import hooks


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

    def order(self, at: datetime) -> tuple:
        far = (self.due_at is None, self.due_at.timestamp() if self.due_at else 0.0)
        return (not self.running, *far, self.title)

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


def collect_cards(request, at: datetime) -> list[DeskCard]:
    """Every registered card for the request's user, most urgent first."""
    cards: list[DeskCard] = []
    for register in hooks.get_hooks("register_desk_cards"):
        cards.extend(register(request, at))
    return sorted(cards, key=lambda card: card.order(at))


def collect_figures() -> list[Figure]:
    """HR's figures, in their order."""
    found: Iterable[Figure] = (register() for register in hooks.get_hooks("register_figures"))
    return sorted(found, key=lambda figure: figure.order)


def collect_panels(member, at: datetime) -> list[RecordPanel]:
    """The sections that apps add to one member's record."""
    found = [register(member, at) for register in hooks.get_hooks("register_record_panels")]
    return sorted((p for p in found if p is not None), key=lambda panel: panel.order)


@dataclass(frozen=True)
class Area:
    """An entry of the main navigation."""

    label: str
    url: str
    icon: str
    order: int = 100
