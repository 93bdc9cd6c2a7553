"""What a clerk reads off a signed paper, and what a second person says of its scan."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pledges.custody.engine.agreement import Party
from pledges.custody.forms.paper import ScanDecisionForm, ScanForm
from tests.evidence.signed import small_pdf
from tests.factories.custody import make_signing


@pytest.fixture
def scan_form(world, at):
    """scan_form(sent, files) → the form of an agreement that nobody has signed yet."""
    agreement = make_signing(world, at)

    def make(sent: dict, files: dict) -> ScanForm:
        return ScanForm(sent, files, agreement=agreement, left=agreement.parties)

    return make


def scanned(data: bytes) -> dict:
    return {"scan": SimpleUploadedFile("a.pdf", data)}


def test_a_scan_is_looked_at_and_each_party_is_stated(scan_form):
    sent = {
        "signed_on": "2026-11-20",
        "township_name": "李主任",
        "person_on": "2026-11-19",
        "person_mark": "on",
        "person_witnesses": "张三、赵四，钱五, ",
    }
    form = scan_form(sent, scanned(small_pdf("paper")))
    assert form.is_valid(), form.errors
    assert set(form.cleaned_data) == {"scan", "stated"}
    stated = {one.party: one for one in form.cleaned_data["stated"]}
    assert list(stated) == list(form.left)
    person = stated[Party.PERSON]
    assert (person.signed_on, person.is_mark) == (date(2026, 11, 19), True)
    assert person.witnesses == ("张三", "赵四", "钱五")
    custodian = stated[Party.CUSTODIAN]
    assert custodian.name == form.agreement.custodian_name
    assert (custodian.signed_on, custodian.witnesses) == (date(2026, 11, 20), ())
    assert stated[Party.TOWNSHIP].name == "李主任"


def test_a_page_is_no_scan_and_the_day_is_asked_for(scan_form):
    sent = {"signed_on": "2026-11-20", "township_name": "李主任"}
    assert list(scan_form(sent, scanned(b"<html>no</html>")).errors) == ["scan"]
    assert set(scan_form({}, {}).errors) == {"scan", "signed_on", "township_name"}


def test_a_scan_goes_back_with_a_remark():
    assert ScanDecisionForm({"accepted": "yes"}).is_valid()
    assert ScanDecisionForm({"accepted": "no", "remark": "缺一页"}).is_valid()
    assert ScanDecisionForm({"accepted": "no"}).errors == {"remark": ["请说明不符合要求之处。"]}
