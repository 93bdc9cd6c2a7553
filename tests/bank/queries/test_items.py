import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bank.engine.items import stem_digest
from bank.models.items import Item
from bank.queries.items import articles_in_force, cited_articles, item_rows, known_rows
from tests.factories.cms import make_basis
from tests.factories.exams import make_bank, make_item


@pytest.fixture
def bank(world):
    return make_bank(world.city)


def queries(read) -> int:
    with CaptureQueriesContext(connection) as seen:
        read()
    return len(seen)


def test_rows_read_as_the_latest_draft_does(bank):
    item = make_item(bank, topic="收入", difficulty=2)
    item.key = "C"
    item.save_revision()
    (row,) = item_rows(Item.objects.all())
    assert (row.row, row.topic, row.difficulty, row.content.key) == (item.pk, "收入", 2, "C")


def test_an_item_without_a_revision_reads_as_its_row_does(bank):
    item = make_item(bank, live=False)
    Item.objects.update(latest_revision=None)
    (row,) = item_rows(Item.objects.all())
    assert row.content == item.content


def test_a_bank_of_three_costs_what_a_bank_of_one_costs(bank):
    make_item(bank)
    one = queries(lambda: known_rows(bank))
    make_item(bank)
    make_item(bank)
    assert queries(lambda: known_rows(bank)) == one == 2


def test_a_bank_knows_its_own_stems_as_published_and_as_drafted(bank, world):
    item = make_item(bank, stem="原来的题干")
    make_item(make_bank(world.eshan), stem="别处的题干")
    item.stem = "改过的题干"
    item.save_revision()
    known = known_rows(bank)
    assert set(known) == {stem_digest("原来的题干"), stem_digest("改过的题干")}
    assert {row.row for row in known.values()} == {item.pk}


def test_retired_articles_are_tied_to_nothing_new(bank, at):
    basis = make_basis("甲法", article="第一条")
    make_basis("乙法", article="第一条", retired_on=at.date())
    assert articles_in_force() == {("甲法", "第一条"): basis}


def test_how_a_basis_cites():
    text = "《甲办法》（民发〔2021〕57号）第十一条、第二十条[佐证]；《乙法》第九百二十二条[已核]"
    assert cited_articles(text) == [
        ("甲办法", "第十一条"),
        ("甲办法", "第二十条"),
        ("乙法", "第九百二十二条"),
    ]
