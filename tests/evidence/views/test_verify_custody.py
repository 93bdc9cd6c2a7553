"""Custody agreements at the public check: recognised by code and file, nobody's data given away."""

import subprocess
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from evidence.flows.anchors import make_roots, note_printing
from evidence.flows.files import make_file
from evidence.queries import files, verification
from pledges.custody.flows.agreements import draft_agreement, start_signing
from pledges.custody.flows.checks import Handover, end_agreement
from pledges.custody.flows.documents import render_custody
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.queries.attachment import custody_attachment
from tests.evidence.pki import pki
from tests.evidence.signed import stored_bytes
from tests.evidence.tamper import unguarded
from tests.factories.custody import custody_values, make_active, make_signing, sign_as
from tests.factories.rounds import SIGNATURE

DAY = timedelta(days=1)
PRIVATE = (
    "陈守信",
    "李家顺",
    "普红梅",
    "19908770001",
    "0042",
    "480.00",
    "大营村",
    "11010519491231002X",
)


@pytest.fixture
def public():
    return Client(headers={"accept-language": "zh-hans"})


@pytest.fixture
def agreement(world, at, pki_seal, monkeypatch):
    """In force and sealed; an independent authority stamped it, its day is rooted outside."""
    pki_seal(at, stamped_at=at)
    monkeypatch.setattr(verification, "trust_store", pki().trust)
    made = make_active(world, at)
    make_file(subject=made.subject, kind="paper", at=at)
    make_file(subject=made.subject, kind="signed", at=at)
    (root,) = make_roots(at=at + DAY)
    note_printing(roots=[root], target="纪检组", at=at + DAY)
    with time_machine.travel(at + DAY, tick=False):
        yield made


def file_of(agreement, kind="signed") -> bytes:
    return stored_bytes(files.file_of(agreement.subject, kind))


def give(public, data: bytes, code: str = ""):
    url = reverse("verify_code", args=[code]) if code else reverse("verify")
    return public.post(url, {"file": SimpleUploadedFile("a.pdf", data, "application/pdf")})


def look(public, agreement):
    return public.get(reverse("verify_code", args=[agreement.code]))


def checks(response) -> dict[str, tuple[str, str]]:
    return {one.name: (one.state, one.found) for one in response.context["verdict"].checks}


def test_the_file_alone_is_recognised_and_everything_holds(public, agreement):
    response = give(public, file_of(agreement))
    assert response.context["verdict"].outcome == "valid"
    assert checks(response) == {
        "bytes": ("yes", "equal"),
        "signature": ("yes", "intact"),
        "later": ("yes", "nothing"),
        "certificate": ("yes", "ok"),
        "stamp": ("yes", "stamped"),
        "evidence": ("yes", "same"),
        "chain": ("yes", "holds"),
        "records": ("yes", "agree"),
        "root": ("yes", "sent"),
        "standing": ("yes", "counts"),
    }


@pytest.mark.parametrize("by_file", [True, False])
def test_the_public_sees_what_recognises_it_and_nobodys_data(public, agreement, by_file):
    response = give(public, file_of(agreement)) if by_file else look(public, agreement)
    page = response.content.decode()
    for shown in (
        agreement.number,
        agreement.code,
        "双江街道",
        "陈*",
        "李*",
        "款物代管协议",
        "生效",
    ):
        assert shown in page, shown
    for hidden in PRIVATE:
        assert hidden not in page, hidden


def test_the_code_alone_promises_nothing_about_a_copy(public, agreement):
    response = look(public, agreement)
    assert response.context["verdict"].outcome == "on_file"
    assert 'type="file"' in response.content.decode()


def test_what_no_one_signed_is_not_there(public, world, at):
    for made in (make_signing(world, at), make_signing(world, at)):
        assert look(public, made).status_code == 404


def test_the_form_to_print_is_nobodys_original(public, agreement):
    response = give(public, file_of(agreement, "paper"))
    assert response.context["verdict"].outcome == "unknown"


def test_while_the_pdf_is_made_it_says_so(public, world, at):
    page = look(public, make_active(world, at)).content.decode()
    assert "PDF 正在生成" in page


def hand_over(world, agreement, at):
    handover = Handover(at.date(), Decimal(100), "存折一本", "李家顺", SIGNATURE)
    by = world.users["hr_township"]
    end_agreement(agreement=agreement, reason="家属来接", handover=handover, by=by, at=at)


def replace(world, agreement, at):
    values = custody_values(starts_on=date(2027, 5, 1), ends_on=date(2028, 4, 30))
    by = world.users["hr_township"]
    later = draft_agreement(
        township=world.shuangjiang, values=values, by=by, at=at, renews=agreement
    )
    later = start_signing(agreement=later, by=by, at=at)
    for party in later.parties:
        later = sign_as(world, later, party, at)


@pytest.mark.parametrize(
    ("act", "found", "words"),
    [
        (hand_over, "handed_over", "已移交"),
        (replace, "renewed", "新的协议"),
        (lambda *_: None, "run_out", "已过有效期"),
    ],
)
def test_what_became_of_it_is_said(public, world, agreement, at, act, found, words):
    act(world, agreement, at + DAY)
    when = at + DAY if found != "run_out" else at + 400 * DAY
    with time_machine.travel(when, tick=False):
        response = give(public, file_of(agreement))
    assert response.context["verdict"].outcome == "ended"
    assert checks(response)["standing"] == ("open", found)
    assert words in response.content.decode()
    assert "家属来接" not in response.content.decode()


def test_a_row_that_was_changed_is_told_to_who_gives_the_file(public, agreement):
    with unguarded("custody_custodyagreement"):
        CustodyAgreement.objects.update(monthly=Decimal(4800))
    response = give(public, file_of(agreement))
    assert response.context["verdict"].outcome == "invalid"
    assert response.context["verdict"].finding == "terms_changed"


def test_a_cell_that_does_not_open_is_told_and_breaks_nothing(public, agreement):
    with unguarded("custody_custodyagreement") as cursor:
        cursor.execute("UPDATE custody_custodyagreement SET text = 'junk'")
    for response in (look(public, agreement), give(public, file_of(agreement))):
        assert checks(response)["records"] == ("no", "row_unreadable")


def test_the_command_names_agreements_too(agreement, tmp_path, capsys):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(file_of(agreement))
    bad.write_bytes(file_of(agreement).replace(b"re f", b"re g"))
    call_command("verify_evidence", good)
    assert f"{good}: equal {agreement.code}" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("verify_evidence", bad)
    assert f"{bad}: bytes_changed {agreement.code}" in capsys.readouterr().out


def test_the_evidence_inside_names_no_person(world, at):
    made = make_active(world, at)
    inside = custody_attachment(made).data.decode()
    assert made.code in inside
    for hidden in PRIVATE:
        assert hidden not in inside


def test_the_signed_pdf_carries_code_and_address_the_form_does_not(world, at, tmp_path):
    made = make_active(world, at)
    for kind in ("paper", "signed"):
        (tmp_path / "one.pdf").write_bytes(render_custody(made, kind))
        command = ["pdftotext", "-raw", str(tmp_path / "one.pdf"), "-"]
        words = subprocess.run(command, capture_output=True, check=True).stdout.decode()
        assert (made.code in words) == (kind == "signed")
        assert (f"/verify/{made.code}/" in words) == (kind == "signed")
