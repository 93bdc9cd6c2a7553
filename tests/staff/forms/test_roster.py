from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from staff.forms.roster import ApplyForm, LeaveForm, RosterUploadForm, TransferForm
from staff.models.organisation import Organisation
from tests.factories.roster import make_csv, make_row, make_xlsx


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("名册.xlsx", make_xlsx(make_row(1)), "xlsx"),
        ("名册.csv", make_csv(make_row(1), encoding="gbk"), "csv"),
    ],
)
def test_a_roster_is_checked_before_anybody_reads_it(name, data, kind):
    form = RosterUploadForm({}, {"file": SimpleUploadedFile(name, data)})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["file"].kind, form.cleaned_data["file"].data) == (kind, data)


@pytest.mark.parametrize(
    ("name", "data"), [("名册.xlsx", b"%PDF-1.7"), ("名册.exe", b"MZ\x90"), ("名册.xlsx", b"")]
)
def test_what_is_no_roster_is_refused_at_its_field(name, data):
    form = RosterUploadForm({}, {"file": SimpleUploadedFile(name, data)})
    assert set(form.errors) == {"file"}


def test_leaving_has_a_day_and_a_reason():
    form = LeaveForm({"on": "2026-11-30", "reason": "退休"})
    assert form.is_valid()
    assert form.cleaned_data == {"on": date(2026, 11, 30), "reason": "退休"}
    assert set(LeaveForm({}).errors) == {"on", "reason"}


class TestTransfer:
    def fill(self, world, **values):
        known = {
            "organisation": world.xiaojie.pk,
            "post": world.members["staff"].post.pk,
            "village": "",
            "on": "2026-12-01",
            "reason": "轮岗",
        }
        within = Organisation.objects.under(world.eshan)
        return TransferForm({**known, **values}, organisations=within)

    def test_within_the_administrators_reach(self, world):
        form = self.fill(world)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["organisation"] == world.xiaojie

    def test_nobody_is_sent_beyond_it(self, world):
        form = self.fill(world, organisation=world.guishan.pk)
        assert set(form.errors) == {"organisation"}


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({}, set()),
        ({"on": "2026-11-30", "reason": "退休"}, set()),
        ({"leavers": "on"}, {"on", "reason"}),
        ({"leavers": "on", "on": "2026-11-30"}, {"reason"}),
        ({"leavers": "on", "on": "2026-11-30", "reason": "退休"}, set()),
        ({"leavers": "on", "on": "no day", "reason": "退休"}, {"on"}),
    ],
)
def test_recording_leavers_needs_a_day_and_a_reason(values, errors):
    form = ApplyForm(values)
    assert set(form.errors) == errors
    assert all(len(texts) == 1 for texts in form.errors.values())
