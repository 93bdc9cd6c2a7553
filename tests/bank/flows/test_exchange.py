import pytest

from bank.flows.exchange import (
    AlreadyApplied,
    ImportHasErrors,
    UncheckedBasis,
    apply_kept,
    cited_articles,
    import_items,
    keep_upload,
    plan_import,
    publish_items,
)
from bank.models.items import Item, Topic
from cms.lib.tables.uploads import Upload
from cms.models.basis import LegalBasis
from tests.bank.adapters.test_questions import GOOD, REAL, changed, csv_upload
from tests.factories.exams import make_bank, make_item


@pytest.fixture
def bank(world):
    return make_bank(world.city)


def real_file() -> Upload:
    return Upload("csv", REAL.read_bytes(), "questions.csv")


def test_the_real_file_fills_the_bank_and_a_second_time_changes_nothing(bank, world, at):
    assert (
        len(import_items(bank=bank, upload=real_file(), user=world.users["trainer"], at=at)) == 40
    )
    assert Item.objects.filter(bank=bank, live=False).count() == 40
    assert Topic.objects.filter(bank=bank).count() == 16
    assert Item.objects.filter(basis_mark="unchecked").count() == 5
    plan = plan_import(bank=bank, upload=real_file())
    assert plan.counts == {"new": 0, "unchanged": 40, "errors": 0}
    assert import_items(bank=bank, upload=real_file(), user=None, at=at) == []
    assert Item.objects.count() == 40


def test_one_bad_row_stops_the_whole_file(bank, at):
    upload = csv_upload(GOOD, changed(题干="题干二", 答案=""))
    with pytest.raises(ImportHasErrors):
        import_items(bank=bank, upload=upload, user=None, at=at)
    assert (Item.objects.count(), Topic.objects.count()) == (0, 0)


def test_a_stem_the_bank_has_with_other_content_is_an_error(bank, at):
    import_items(bank=bank, upload=csv_upload(GOOD), user=None, at=at)
    plan = plan_import(bank=bank, upload=csv_upload(changed(答案="A")))
    assert [(error.row, error.code) for error in plan.errors] == [(2, "stem_known")]


def test_another_bank_may_have_the_same_stem(bank, world, at):
    import_items(bank=bank, upload=csv_upload(GOOD), user=None, at=at)
    other = make_bank(world.eshan)
    assert len(import_items(bank=other, upload=csv_upload(GOOD), user=None, at=at)) == 1


def test_a_kept_file_is_applied_once(bank, world, at):
    trainer = world.users["trainer"]
    kept = keep_upload(bank=bank, upload=csv_upload(GOOD), user=trainer, at=at)
    assert kept.counts == {"new": 1, "unchanged": 0, "errors": 0}
    assert Item.objects.count() == 0
    assert len(apply_kept(kept=kept, user=trainer, at=at)) == 1
    with pytest.raises(AlreadyApplied):
        apply_kept(kept=kept, user=trainer, at=at)


def test_unchecked_items_are_not_published_and_hold_back_the_batch(bank, at):
    good, bad = make_item(bank, live=False), make_item(bank, live=False, basis="第七条[待核]")
    with pytest.raises(UncheckedBasis):
        publish_items(items=[good, bad], user=None, at=at)
    assert Item.objects.filter(live=True).count() == 0
    assert publish_items(items=[good], user=None, at=at) == 1
    assert list(Item.objects.askable()) == [good]


def test_cited_articles_become_links(bank, at):
    article = LegalBasis.objects.create(law="社会救助暂行办法", article="第二条", version="2019")
    row = changed(依据="《社会救助暂行办法》第二条[已核]")
    (item,) = import_items(bank=bank, upload=csv_upload(row), user=None, at=at)
    assert list(Item.objects.get(pk=item.pk).bases.all()) == [article]


def test_how_a_basis_cites():
    text = "《甲办法》（民发〔2021〕57号）第十一条、第二十条[佐证]；《乙法》第九百二十二条[已核]"
    assert cited_articles(text) == [
        ("甲办法", "第十一条"),
        ("甲办法", "第二十条"),
        ("乙法", "第九百二十二条"),
    ]
