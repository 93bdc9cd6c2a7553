import pytest

from staff.forms.record import RecordForm
from staff.models.standing import Credential


def values(**data) -> dict:
    form = RecordForm(data, years=[2026, 2025])
    form.is_valid()
    return form.cleaned_data


def test_only_years_that_are_on_record_can_be_chosen():
    assert values(year="2025")["year"] == 2025
    form = RecordForm({"year": "2024"}, years=[2026, 2025])
    assert set(form.errors) == {"year"}


@pytest.mark.parametrize("kind", [kind for kind in Credential.Kind if kind != "revocation"])
def test_every_kind_of_fact_can_be_chosen(kind):
    assert values(kind=kind.value)["kind"] == kind.value


def test_a_revocation_is_no_kind_of_its_own():
    assert set(RecordForm({"kind": "revocation"}, years=[]).errors) == {"kind"}


def test_nothing_chosen_is_everything():
    assert not any(values().values())
