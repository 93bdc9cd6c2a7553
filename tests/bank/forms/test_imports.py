import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bank.forms.imports import ImportForm
from tests.bank.adapters.exchange.test_xlsx import GOOD, csv_upload
from tests.factories.exams import make_bank
from tests.factories.staff import make_grant, make_user


@pytest.fixture
def county(world):
    user = make_user("county_trainer")
    make_grant(user, "trainer", world.xinping)
    return user


def form(user, bank, name: str = "题目.csv", data: bytes = b"") -> ImportForm:
    file = SimpleUploadedFile(name, data or csv_upload(GOOD).data)
    return ImportForm({"bank": bank.pk}, {"file": file}, user=user)


def test_a_file_is_handed_on_checked(world, county):
    filled = form(county, make_bank(world.xinping))
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["upload"] == csv_upload(GOOD)


def test_only_banks_within_reach_are_offered(world, county):
    own, strange = make_bank(world.xinping), make_bank(world.city)
    assert list(ImportForm(user=county).fields["bank"].queryset) == [own]
    assert set(form(county, strange).errors) == {"bank"}


def test_another_kind_of_file_is_refused_at_its_field(world, county):
    refused = form(county, make_bank(world.xinping), "题目.xlsx", b"not a workbook")
    assert set(refused.errors) == {"file"}


@pytest.mark.parametrize("who", ["reviewer", "hr_city", "marker1"])
def test_who_may_not_import_is_offered_no_bank(world, who):
    make_bank(world.city)
    assert not ImportForm(user=world.users[who]).fields["bank"].queryset.exists()
