import pytest

from bank.flows.exchange import (
    AlreadyApplied,
    ImportHasErrors,
    apply_kept,
    import_items,
    keep_upload,
    plan_import,
    question_rows,
)
from bank.models.items import Item
from bank.models.topics import Topic
from cms.lib.tables.uploads import Upload
from cms.models.basis import LegalBasis
from tests.bank.adapters.exchange.test_xlsx import GOOD, REAL, changed, csv_upload
from tests.factories.exams import make_bank


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
    assert Topic.objects.count() == 16
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


def test_cited_articles_become_links(bank, at):
    article = LegalBasis.objects.create(law="社会救助暂行办法", article="第二条", version="2019")
    row = changed(依据="《社会救助暂行办法》第二条[已核]")
    (item,) = import_items(bank=bank, upload=csv_upload(row), user=None, at=at)
    assert list(Item.objects.get(pk=item.pk).bases.all()) == [article]


def test_a_stem_that_somebody_drafted_meanwhile_is_known(bank, at):
    (item,) = import_items(bank=bank, upload=csv_upload(GOOD), user=None, at=at)
    item.stem = "改过的题干"
    item.save_revision()
    again = plan_import(bank=bank, upload=csv_upload(changed(题干="改过的题干")))
    assert (again.counts["unchanged"], again.counts["new"]) == (1, 0)
    before = plan_import(bank=bank, upload=csv_upload(GOOD))
    assert [error.code for error in before.errors] == ["stem_known"]
    assert str(item.pk) in str(before.errors[0].text)


def test_what_is_exported_reads_in_again(bank, at):
    import_items(bank=bank, upload=real_file(), user=None, at=at)
    rows = question_rows(items=Item.objects.filter(bank=bank))
    assert [row[1] for row in rows] == [item.stem for item in Item.objects.order_by("pk")]
