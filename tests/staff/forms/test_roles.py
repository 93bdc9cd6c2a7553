from datetime import UTC, datetime

import pytest

from staff.engine.roles import Role
from staff.forms.roles import GrantForm
from staff.models.organisation import Organisation


@pytest.fixture
def fill(world):
    """fill(**values) → a form for an administrator of 峨山."""

    def make(**values):
        known = {
            "account": "staff",
            "role": "hr",
            "organisation": world.shuangjiang.pk,
            "last_day": "",
            "reason": "任命文件",
        }
        within = Organisation.objects.under(world.eshan)
        return GrantForm({**known, **values}, organisations=within)

    return make


def test_a_grant_names_account_role_and_place(fill, world):
    form = fill()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["account"] == world.users["staff"]
    assert form.cleaned_data["organisation"] == world.shuangjiang
    assert form.cleaned_data["role"] is Role.HR
    assert form.cleaned_data["ends_at"] is None


def test_the_last_day_counts_whole(fill):
    form = fill(last_day="2026-12-31")
    assert form.is_valid()
    assert form.cleaned_data["ends_at"] == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert "last_day" not in form.cleaned_data


@pytest.mark.parametrize(
    ("name", "value"),
    [("account", "nobody"), ("role", "king"), ("reason", " "), ("last_day", "2026-02-30")],
)
def test_what_does_not_exist_is_named(fill, name, value):
    assert set(fill(**{name: value}).errors) == {name}


def test_an_organisation_out_of_reach_is_not_offered(fill, world):
    form = fill(organisation=world.guishan.pk)
    assert set(form.errors) == {"organisation"}
    labels = [label for _value, label in form.fields["organisation"].choices if _value]
    assert labels == ["　峨山县民政局", "　　双江街道", "　　小街街道"]
