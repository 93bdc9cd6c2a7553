"""Building papers: chosen items are frozen as they read at that moment."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from bank.engine.items import Kind
from bank.engine.scoring import MultiplePolicy
from bank.models.items import Item, ItemBank
from bank.models.labels import KIND_LABELS
from cms.lib.chain import canonical, digest
from cms.lib.errors import DomainError
from exams.models.paper import Paper, PaperItem, PaperSection
from staff.models.organisation import Organisation
from staff.models.user import User


class EmptyPaper(DomainError):
    code = "paper_empty"
    message = _("A paper needs at least one item.")


class NotAskable(DomainError):
    code = "item_not_askable"
    message = _("Item %(number)d is not published, or its legal basis is unchecked.")


class NotEnoughItems(DomainError):
    code = "items_short"
    message = _(
        "%(kind)s: %(wanted)d wanted, but the bank has %(found)d published items of this kind."
    )


@dataclass(frozen=True)
class SectionPlan:
    """One part of a paper: these items, each worth `points`."""

    title: str
    items: tuple[Item, ...]
    points: Decimal


@dataclass(frozen=True)
class Quota:
    """How many items of a kind to take, and what each is worth."""

    kind: Kind
    count: int
    points: Decimal


@transaction.atomic
def build_paper(
    *,
    title: str,
    organisation: Organisation,
    sections: Sequence[SectionPlan],
    user: User | None,
    at: datetime,
    policy: MultiplePolicy = MultiplePolicy.PARTIAL,
) -> Paper:
    """Freeze the items into a new paper. Raises EmptyPaper or NotAskable."""
    rows = _frozen(sections)
    if not rows:
        raise EmptyPaper
    paper = Paper.objects.create(
        title=title,
        organisation=organisation,
        multiple_policy=policy.value,
        points=sum((row.points for _number, row in rows), Decimal(0)),
        items_count=len(rows),
        digest=digest(canonical([[row.digest, str(row.points)] for _number, row in rows])),
        built_at=at,
        built_by=user,
    )
    parts = [
        PaperSection.objects.create(paper=paper, position=number, title=plan.title)
        for number, plan in enumerate(sections, start=1)
    ]
    for number, row in rows:
        row.paper, row.section = paper, parts[number]
    PaperItem.objects.bulk_create([row for _number, row in rows])
    log(paper, "exams.build_paper", user=user, data={"items": len(rows)})
    return paper


def _frozen(sections: Sequence[SectionPlan]) -> list[tuple[int, PaperItem]]:
    """Each row with the number of its section, counted from 0."""
    rows: list[tuple[int, PaperItem]] = []
    for number, plan in enumerate(sections):
        for item in plan.items:
            rows.append((number, _freeze(item, len(rows) + 1, plan.points)))
    return rows


def _freeze(item: Item, position: int, points: Decimal) -> PaperItem:
    if not item.is_askable:
        raise NotAskable(number=item.pk)
    content = {**item.words, "topic": item.topic.name}
    return PaperItem(
        position=position,
        item=item,
        revision_id=item.live_revision_id,
        content=content,
        digest=digest(canonical(content)),
        points=points,
    )


def draw(*, bank: ItemBank, quotas: Sequence[Quota], seed: int) -> list[SectionPlan]:
    """Pick published items at random, the same ones for the same seed, one section per kind.

    Raises NotEnoughItems, naming the first kind that falls short.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible choice, not a secret
    plans = []
    for quota in quotas:
        if not quota.count:
            continue
        pool = list(
            Item.objects.askable()
            .filter(bank=bank, kind=quota.kind.value)
            .select_related("topic")
            .order_by("pk")
        )
        label = KIND_LABELS[quota.kind]
        if len(pool) < quota.count:
            raise NotEnoughItems(kind=label, wanted=quota.count, found=len(pool))
        chosen = sorted(rng.sample(pool, quota.count), key=lambda item: item.pk)
        plans.append(SectionPlan(str(label), tuple(chosen), quota.points))
    return plans
