from decimal import Decimal

import pytest

from bank.engine.items import Kind
from exams.models.paper import PaperItem, PaperSection
from tests.factories.exams import make_bank, make_item, make_paper
from tests.rows import assert_append_only, refused


@pytest.fixture
def paper(world):
    return make_paper(make_bank(world.city), ("single", "judgement"))


def copy_of(row, **values):
    fields = ("paper", "section", "position", "item", "revision", "content", "digest", "points")
    return PaperItem.objects.create(**{**{name: getattr(row, name) for name in fields}, **values})


def test_an_item_stands_once_and_at_a_place_of_its_own(paper):
    first = paper.items.get(position=1)
    with refused("paperitem_item_once"):
        copy_of(first, position=9)
    with refused("paperitem_position_once"):
        copy_of(first, item=make_item(first.item.bank))


@pytest.mark.parametrize("points", [Decimal(0), Decimal(-1)])
def test_every_item_is_worth_something(paper, points):
    first = paper.items.get(position=1)
    with refused("paperitem_points_positive"):
        copy_of(first, item=make_item(first.item.bank), position=9, points=points)


def test_a_section_has_a_place_of_its_own(paper):
    with refused("section_once"):
        PaperSection.objects.create(paper=paper, position=1, title="又一部分")


def test_what_was_asked_stays_as_it_was_asked(paper):
    assert_append_only(paper.items.get(position=1), points=99)
    assert_append_only(paper.sections.get(), title="改过")


def test_an_item_is_scored_by_what_was_frozen(paper):
    row = paper.items.get(position=1)
    row.item.key = "C"
    row.item.save()
    row = PaperItem.objects.get(pk=row.pk)
    assert row.kind is Kind.SINGLE
    assert (row.item_content.key, row.item_content.choices) == ("B", ("甲", "乙", "丙", "丁"))
    assert (row.scored.position, row.scored.points) == (1, Decimal(10))
    assert str(row) == f"1. {row.content['stem']}"


def test_the_newest_paper_comes_first(paper, world):
    other = make_paper(make_bank(world.city))
    assert list(type(paper).objects.all()) == [other, paper]
    assert str(paper) == paper.title
