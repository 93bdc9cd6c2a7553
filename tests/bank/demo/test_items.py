import pytest

from bank.demo.items import BANK, seed
from bank.models.items import Item, ItemBank
from cms.lib.demo import Demo
from tests.factories.cms import make_site


@pytest.fixture
def demo(world, at) -> Demo:
    make_site()
    demo = Demo(at=at, say=lambda line: None)
    seed(demo)
    return demo


def test_the_bank_holds_forty_items_and_publishes_what_is_checked(demo, world):
    bank = ItemBank.objects.get(name=BANK)
    assert (bank.organisation, bank.items.count()) == (world.city, 40)
    assert bank.items.askable().count() == 35
    assert set(bank.items.filter(live=False).values_list("basis_mark", flat=True)) == {"unchecked"}
    for item in bank.items.all():
        item.full_clean()


def test_a_second_run_changes_nothing(demo):
    before = list(Item.objects.order_by("pk").values_list("pk", "latest_revision"))
    seed(demo)
    assert list(Item.objects.order_by("pk").values_list("pk", "latest_revision")) == before
