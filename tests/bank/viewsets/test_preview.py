import pytest

from bank.engine.items import Kind
from bank.templatetags.bank_tags import Use, item_answer
from tests.factories.cms import make_site
from tests.factories.exams import make_bank, make_item


@pytest.mark.parametrize("kind", list(Kind))
def test_the_preview_of_every_kind_shows_it_as_it_is_asked_and_its_key_beside(world, login, kind):
    make_site()
    item = make_item(make_bank(world.city), kind.value)
    asking = login(world.users["trainer"]).get("/admin/").wsgi_request
    shown = item.make_preview_request(asking).text
    assert item_answer(item.asked, Use.PREVIEW) in shown
    for words in (item.key, item.rationale, item.basis):
        assert words in shown
