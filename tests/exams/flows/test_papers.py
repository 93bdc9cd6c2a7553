from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bank.engine.items import Kind
from exams.flows.papers import (
    EmptyPaper,
    NotAskable,
    NotEnoughItems,
    Quota,
    SectionPlan,
    build_paper,
    draw,
)
from exams.models.paper import PaperItem
from tests.factories.exams import make_bank, make_item


@pytest.fixture
def bank(world):
    return make_bank(world.city)


def build(bank, at, *items, points="2"):
    plans = [SectionPlan("单选", tuple(items), Decimal(points))] if items else []
    return build_paper(
        title="试卷", organisation=bank.organisation, sections=plans, user=None, at=at
    )


def test_a_paper_keeps_what_its_items_said(bank, at):
    item = make_item(bank)
    paper = build(bank, at, item, make_item(bank, "case"))
    item.stem, item.key = "改过的题干", "A"
    item.save_revision().publish()
    frozen = paper.items.get(position=1)
    assert frozen.content["stem"] != "改过的题干"
    assert (frozen.item_content.key, frozen.revision_id) == ("B", item.live_revision_id)
    assert (paper.points, paper.items_count) == (Decimal(4), 2)


def test_the_same_items_give_the_same_digest(bank, at):
    items = [make_item(bank), make_item(bank, "blank")]
    assert build(bank, at, *items).digest == build(bank, at, *items).digest
    assert build(bank, at, *items).digest != build(bank, at, *items, points="3").digest


def test_frozen_items_cannot_be_changed(bank, at):
    paper = build(bank, at, make_item(bank))
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperItem.objects.filter(paper=paper).update(points=5)
    with pytest.raises(DatabaseError), transaction.atomic():
        PaperItem.objects.filter(paper=paper).delete()


def test_only_published_items_are_asked(bank, at):
    with pytest.raises(NotAskable):
        build(bank, at, make_item(bank, live=False))
    with pytest.raises(EmptyPaper):
        build(bank, at)


def test_drawing_is_reproducible_and_says_what_is_short(bank):
    for _ in range(6):
        make_item(bank)
    make_item(bank, live=False)
    quotas = [Quota(Kind.SINGLE, 3, Decimal(2)), Quota(Kind.CASE, 0, Decimal(20))]
    first, again = (draw(bank=bank, quotas=quotas, seed=7) for _ in range(2))
    assert first == again
    assert [len(plan.items) for plan in first] == [3]
    with pytest.raises(NotEnoughItems) as refusal:
        draw(bank=bank, quotas=[Quota(Kind.SINGLE, 7, Decimal(2))], seed=7)
    assert refusal.value.params["found"] == 6
