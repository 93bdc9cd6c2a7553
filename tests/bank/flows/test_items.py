import pytest

from bank.engine.exchange import ItemRow
from bank.engine.items import ItemContent, Kind
from bank.flows.items import UncheckedBasis, draft_items, publish_items
from bank.models.items import Item
from bank.models.topics import Topic
from tests.factories.cms import make_basis
from tests.factories.exams import make_bank, make_item

CONTENT = ItemContent(Kind.SINGLE, "由谁受理？", "B", ("甲", "乙"), "乡镇受理。")


@pytest.fixture
def bank(world):
    return make_bank(world.city)


def row(**values) -> ItemRow:
    defaults = {"topic": "职责", "difficulty": 2, "basis": "《社会救助暂行办法》第四条[已核]"}
    return ItemRow(0, CONTENT, **(defaults | values))


def test_a_row_becomes_a_draft_with_its_words_its_author_and_its_articles(bank, world):
    article, _other = make_basis(article="第四条"), make_basis(article="第五条")
    trainer = world.users["trainer"]
    (item,) = draft_items(bank=bank, rows=[row()], user=trainer)
    assert (item.bank, item.content, item.topic.name, item.difficulty) == (bank, CONTENT, "职责", 2)
    assert (item.live, item.has_unpublished_changes) == (False, True)
    assert item.latest_revision.user == trainer
    assert list(Item.objects.get().bases.all()) == [article]


def test_a_topic_that_is_there_is_used_again(bank, world):
    Topic.objects.create(name="职责")
    draft_items(bank=bank, rows=[row()], user=None)
    draft_items(bank=make_bank(world.eshan), rows=[row()], user=None)
    assert Topic.objects.get().items.count() == 2


def test_publishing_publishes_what_was_last_drafted(bank, world, at):
    item = make_item(bank, live=False)
    item.key = "C"
    item.save_revision()
    assert publish_items(items=[item], user=world.users["reviewer"], at=at) == 1
    published = Item.objects.get()
    assert (published.live, published.key) == (True, "C")
    assert published.live_revision_id == published.latest_revision_id


def test_one_unchecked_basis_holds_back_the_batch(bank, at):
    good, bad = make_item(bank, live=False), make_item(bank, live=False, basis="第七条[待核]")
    with pytest.raises(UncheckedBasis):
        publish_items(items=[good, bad], user=None, at=at)
    assert not Item.objects.filter(live=True).exists()
    assert publish_items(items=[good], user=None, at=at) == 1
    assert list(Item.objects.askable()) == [good]


def test_a_basis_that_was_doubted_in_the_last_draft_counts(bank, at):
    item = make_item(bank)
    item.basis = "第七条[待核]"
    item.save_revision(clean=False)  # as the editor does, which has checked its own fields
    with pytest.raises(UncheckedBasis):
        publish_items(items=[item], user=None, at=at)
