import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from bank.engine.items import Kind, words_of
from bank.models.items import Item
from bank.models.topics import Topic
from cms.lib.chain import canonical, digest
from tests.factories.exams import make_bank, make_item


@pytest.fixture
def bank(world):
    return make_bank(world.city)


def refused(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def test_a_stem_stands_once_in_a_bank_however_it_is_spaced(bank, world):
    make_item(bank, stem="什么是低保（　）？")
    assert refused(lambda: make_item(bank, stem="什么是 低保()？"))
    assert not refused(lambda: make_item(make_bank(world.eshan), stem="什么是低保（　）？"))


@pytest.mark.parametrize("difficulty", [0, 4])
def test_the_difficulty_is_one_of_three(bank, difficulty):
    assert refused(lambda: make_item(bank, difficulty=difficulty))


def test_the_database_keeps_unchecked_items_out_of_papers(bank):
    item = make_item(bank, live=False, basis="第七条[待核]")
    assert refused(lambda: Item.objects.filter(pk=item.pk).update(live=True))


def test_a_bank_with_items_and_a_topic_in_use_stay(bank):
    item = make_item(bank)
    for row in (bank, item.topic):
        with pytest.raises(ProtectedError):
            row.delete()


def test_one_list_of_topics_serves_every_bank(bank, world):
    first, second = make_item(bank, topic="收入"), make_item(make_bank(world.eshan), topic="收入")
    assert first.topic == second.topic
    assert refused(lambda: Topic.objects.create(name="收入"))


def test_saving_derives_the_mark_and_the_digest_of_the_stem(bank):
    item = make_item(bank, basis="《甲法》[已核]；报道[本地]")
    assert item.basis_mark == "local"
    item.basis, before = "《甲法》[已核]", item.stem_digest
    item.stem += "（改）"
    item.save()
    assert (item.basis_mark, item.stem_digest != before) == ("checked", True)


@pytest.mark.parametrize(
    ("values", "askable"),
    [({}, True), ({"live": False}, False), ({"live": False, "basis": "第七条[待核]"}, False)],
)
def test_one_item_and_the_list_agree_on_what_may_be_asked(bank, values, askable):
    item = make_item(bank, **values)
    assert item.is_askable is askable
    assert Item.objects.askable().filter(pk=item.pk).exists() is askable


def test_the_digest_pins_the_words_in_the_row_and_in_the_revision(bank):
    item = make_item(bank, "multiple")
    assert digest(canonical(words_of(item.live_revision.content))) == item.content_digest
    before, item.topic = item.content_digest, Topic.objects.create(name="别的知识点")
    item.difficulty = 3
    assert item.content_digest == before, "where it is filed is not what it says"
    for name, value in {"key": "AB", "stem": "别的", "rationale": "别的", "basis": "别的"}.items():
        changed = Item.objects.get(pk=item.pk)
        setattr(changed, name, value)
        assert changed.content_digest != before, name


def test_a_draft_beside_a_published_item_changes_nothing_that_is_asked(bank):
    item = make_item(bank)
    before = item.content_digest
    item.stem = "新的题干"
    item.save_revision()
    assert Item.objects.get(pk=item.pk).content_digest == before


@pytest.mark.parametrize("kind", list(Kind))
def test_a_complete_item_of_every_kind_is_clean(bank, kind):
    item = make_item(bank, kind.value)
    item.full_clean()
    assert item.content.kind is kind


def test_a_faulty_item_says_at_which_field_and_a_twin_at_its_stem(bank):
    item = make_item(bank, "single", live=False)
    item.key = "E"
    with pytest.raises(ValidationError) as faulty:
        item.full_clean()
    assert set(faulty.value.message_dict) == {"key"}
    twin = Item(bank=bank, topic=item.topic, kind="case", stem=item.stem, key="答", basis="第二条")
    with pytest.raises(ValidationError) as known:
        twin.full_clean()
    assert "stem" in known.value.message_dict


def test_a_long_stem_is_named_by_its_beginning(bank):
    assert str(make_item(bank, stem="长" * 50)) == f"{'长' * 39}…"
