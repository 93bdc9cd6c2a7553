from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bank.models.items import Item
from tests.bank.adapters.exchange.test_xlsx import GOOD, REAL, changed, csv_upload
from tests.factories.exams import make_bank


@pytest.fixture
def bank(world):
    return make_bank(world.city, "市级题库")


def run(*args) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=out)
    return out.getvalue()


def test_nothing_is_written_without_apply(bank):
    assert "new 40, unchanged 0, errors 0" in run("import_items", str(REAL))
    assert "new 40" in run("import_items", str(REAL), "--dry-run")
    assert Item.objects.count() == 0


def test_apply_writes_and_a_second_time_changes_nothing(bank):
    assert "40 imported as drafts" in run("import_items", str(REAL), "--apply")
    assert "0 imported as drafts" in run("import_items", str(REAL), "--apply")
    assert Item.objects.count() == 40


def test_errors_are_named_and_end_with_failure(bank, tmp_path):
    file = tmp_path / "题目.csv"
    file.write_bytes(csv_upload(GOOD, changed(题干="题干二", 答案="")).data)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_items", str(file), "--apply", stdout=out, stderr=out)
    assert "row 3, 答案" in out.getvalue()
    assert Item.objects.count() == 0


def test_with_two_banks_one_must_be_named(bank, world):
    make_bank(world.eshan, "县级题库")
    with pytest.raises(CommandError, match="Name one bank with --bank"):
        run("import_items", str(REAL))
    assert "县级题库: new 40" in run("import_items", str(REAL), "--bank", "县级题库")


def test_a_missing_file_is_said(bank):
    with pytest.raises(CommandError, match="no such file"):
        run("import_items", "/nowhere/题目.csv")


def test_an_export_is_an_import(bank, tmp_path):
    run("import_items", str(REAL), "--apply")
    file = tmp_path / "题库.xlsx"
    assert "40 items" in run("export_items", str(file))
    assert "new 0, unchanged 40, errors 0" in run("import_items", str(file))
