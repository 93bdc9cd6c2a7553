"""The clerk's pages and the party's own phone."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evidence.flows.files import make_file
from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import chain_of
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.signing import CustodySignature, PaperScan
from tests.evidence.signed import small_pdf
from tests.factories.custody import ID_NUMBER, custody_values, make_active, make_draft, make_signing
from tests.factories.rounds import DRAWN
from tests.factories.staff import PASSWORD
from tests.markup import flat

pytestmark = pytest.mark.usefixtures("time_machine_at")


@pytest.fixture
def clerk(world, login):
    return login(world.users["hr_township"])


def form_values(**values) -> dict:
    shown = {k: v for k, v in custody_values(**values).items() if v is not None and v is not False}
    return {key: "on" if value is True else value for key, value in shown.items()}


def page(name: str, agreement, **more) -> str:
    return reverse(name, kwargs={"code": agreement.code, **more})


def test_a_clerk_drafts_and_starts(world, clerk, at):
    sent = {**form_values(), "township": world.shuangjiang.pk}
    answer = clerk.post(reverse("custody_new"), sent)
    agreement = CustodyAgreement.objects.get()
    assert answer.url == page("custody_page", agreement)
    clerk.post(page("custody_start", agreement))
    agreement.refresh_from_db()
    assert (agreement.status, agreement.monthly) == ("signing", Decimal("480.00"))
    assert "第十三条" in agreement.text


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("person_id_number", {"person_id_number": "110105194912310021"}),
        ("custodian_phone", {"custodian_phone": "12"}),
        ("guardian_name", {"capacity": "limited"}),
        ("family_agreement_on", {"custodian_is_official": True}),
        ("supervisor_name", {"supervisor_name": "陈守信"}),
        ("ends_on", {"ends_on": "2026-04-30"}),
        ("account_tail", {"account_tail": "12a4"}),
    ],
)
def test_what_a_draft_refuses(world, clerk, field, values):
    sent = {**form_values(**values), "township": world.shuangjiang.pk}
    answer = clerk.post(reverse("custody_new"), sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not CustodyAgreement.objects.exists()


def test_a_clerk_drafts_only_for_the_own_township(world, clerk):
    sent = {**form_values(), "township": world.xiaojie.pk}
    assert clerk.post(reverse("custody_new"), sent).status_code == 422


def test_numbers_are_masked_until_a_reason_is_given(world, clerk, at):
    agreement = make_draft(world, at)
    assert ID_NUMBER not in clerk.get(page("custody_page", agreement)).content.decode()
    address = page("custody_unmask", agreement)
    assert ID_NUMBER not in clerk.get(address).content.decode()
    assert clerk.post(address, {"reason": ""}).status_code == 422
    assert ID_NUMBER in clerk.post(address, {"reason": "核对"}).content.decode()


def test_a_lost_reply_at_the_table_signs_once(world, clerk, at):
    agreement = make_signing(world, at)
    address = page("custody_sign", agreement, party="custodian")
    sent = {"digest": agreement.digest, "drawn": DRAWN, "consent": "on", "id_seen": "on"}
    assert "password" in clerk.post(address, sent).context["form"].fields  # who is the clerk?
    assert not CustodySignature.objects.exists()
    assert clerk.post(address, {"password": "wrong"}).status_code == 422
    assert clerk.post(address, {"password": PASSWORD}).url == address
    assert clerk.post(address, {**sent, "id_seen": ""}).status_code == 422
    for _ in range(2):
        assert clerk.post(address, sent).url == page("custody_page", agreement)
    assert CustodySignature.objects.count() == 1


def test_the_clerk_is_asked_anew_for_each_agreement(world, clerk, at):
    first, second = make_signing(world, at), make_signing(world, at, person_name="李家旺")
    address = page("custody_sign", first, party="custodian")
    clerk.post(address, {"password": PASSWORD})
    assert "drawn" in clerk.get(address).context["form"].fields
    other = page("custody_sign", second, party="custodian")
    assert "drawn" not in clerk.get(other).context["form"].fields


SECRETS = (ID_NUMBER, "19908770001", "19908770002", "双江街道大营村1号")


def test_stored_numbers_are_never_rendered_into_a_form(world, clerk, at):
    old = make_draft(world, at)
    renewal = f"{reverse('custody_new')}?renews={old.code}"
    for address in (renewal, page("custody_change", old)):
        shown = clerk.get(address).content.decode()
        assert not [secret for secret in SECRETS if secret in shown]
        assert "199****0001" in shown
    kept = {name: "" for name in ("person_id_number", "custodian_phone", "supervisor_phone")}
    kept |= {"custodian_address": "", "township": world.shuangjiang.pk}
    assert clerk.post(renewal, {**form_values(), **kept}).status_code == 302
    fresh = CustodyAgreement.objects.exclude(pk=old.pk).get()
    assert fresh.person_id_number == ID_NUMBER
    assert (fresh.custodian_phone, fresh.custodian_address) == SECRETS[1:4:2]
    changed = {**form_values(), **kept, "custodian_phone": "19908770009"}
    assert clerk.post(page("custody_change", old), changed).status_code == 302
    old.refresh_from_db()
    assert (old.custodian_phone, old.supervisor_phone) == ("19908770009", "19908770002")


def test_every_reading_of_a_file_is_noted_and_a_reader_says_what_for(
    world, clerk, login, at, settings, tmp_path
):
    settings.PRIVATE_ROOT = str(tmp_path)
    agreement = make_signing(world, at)
    scan = SimpleUploadedFile("scan.pdf", small_pdf("paper"))
    sent = {"signed_on": "2026-11-22", "township_name": "李主任", "scan": scan}
    clerk.post(page("custody_scan", agreement), sent)
    address = page("custody_scan_file", agreement, pk=PaperScan.objects.get().pk)
    read = EvidenceEntry.objects.filter(subject=agreement.subject, kind="read").order_by("seq")
    assert clerk.get(address).content == small_pdf("paper")
    assert [entry.payload["what"] for entry in read] == ["scan"]
    inspector = login(world.users["inspector"])
    asked = inspector.get(address)
    assert "reason" in asked.context["form"].fields
    assert inspector.post(address, {"reason": ""}).status_code == 422
    assert read.count() == 1
    assert inspector.post(address, {"reason": "督导抽查"}).url == address
    assert inspector.get(address).content == small_pdf("paper")
    assert read.last().payload["reason"] == "督导抽查"
    assert "form" in inspector.get(address).context  # once


def test_paper_needs_a_second_person(world, clerk, login, at, settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path)
    agreement = make_signing(world, at)
    bad = SimpleUploadedFile("scan.pdf", b"<html>no</html>")
    sent = {
        "signed_on": "2026-11-22",
        "township_name": "李主任",
        "custodian_on": "2026-11-21",
        "custodian_witnesses": "张三、赵四",
    }
    address = page("custody_scan", agreement)
    assert clerk.post(address, {**sent, "scan": bad}).status_code == 422
    good = SimpleUploadedFile("scan.pdf", small_pdf("paper"))
    clerk.post(address, {**sent, "scan": good})
    scan = PaperScan.objects.get()
    decide = page("custody_scan_decide", agreement, pk=scan.pk)
    assert clerk.post(decide, {"accepted": "yes"}).status_code == 422
    other = login(world.users["hr_county"])
    compared = other.get(decide).content.decode()
    assert "2026年11月21日" in compared
    assert "张三、赵四" in compared
    file = other.get(page("custody_scan_file", agreement, pk=scan.pk))
    assert file.content == small_pdf("paper")
    other.post(decide, {"accepted": "yes"})
    agreement.refresh_from_db()
    assert agreement.status == "active"
    assert "纸质" in other.get(page("custody_page", agreement)).content.decode()
    stranger = login(world.users["hr_other"])
    for name in ("custody_scan_decide", "custody_scan_file"):
        assert stranger.get(page(name, agreement, pk=scan.pk)).status_code == 404
    assert stranger.get(page("custody_pdf", agreement, kind="signed")).status_code == 404


def test_the_package_of_a_sealed_agreement_is_for_who_may_see_it_and_is_written_down(
    world, clerk, login, at
):
    agreement = make_active(world, at - timedelta(days=30))
    address = page("custody_package", agreement)
    assert clerk.get(address).status_code == 404
    assert address not in clerk.get(page("custody_page", agreement)).content.decode()
    make_file(subject=agreement.subject, kind="signed", at=at)
    assert address in clerk.get(page("custody_page", agreement)).content.decode()
    inspector = login(world.users["inspector"])
    assert inspector.post(address, {"reason": "督导抽查"}).url == address
    for reader in (clerk, inspector):
        given = reader.get(address)
        assert given["Content-Type"] == "application/zip"
        assert "agreement.pdf" in zipfile.ZipFile(io.BytesIO(given.content)).namelist()
    told = [one.payload for one in chain_of(agreement.subject).filter(kind="exported")]
    people = [world.users["hr_township"].pk, world.users["inspector"].pk]
    assert told == [{"what": "package", "by": pk} for pk in people]
    assert login(world.users["hr_other"]).get(address).status_code == 404


def test_a_check_asks_for_an_explanation(world, clerk, at):
    agreement = make_active(world, at - timedelta(days=30))
    sent = {
        "on": "2026-11-23",
        "first_checker": "王㛃",
        "second_checker": "李𬭎",
        "income": "480",
        "expense": "180",
        "actual": "380",
        "problem": "少记一笔",
        "rectify_by": "2026-12-05",
        **dict.fromkeys(("food", "clothing", "housing", "health", "surroundings"), "good"),
    }
    address = page("custody_check", agreement)
    answer = clerk.post(address, sent)
    assert answer.status_code == 422
    assert "-20" in answer.content.decode()
    clerk.post(address, {**sent, "explanation": "购药"})
    check = agreement.checks.get()
    clerk.post(
        page("custody_recheck", agreement, pk=check.pk), {"on": "2026-11-23", "result": "已补"}
    )
    check.refresh_from_db()
    assert check.recheck_result == "已补"
    handover = {"reason": "入住机构", "on": "2026-11-23", "balance": "380", "received_by": "李家顺"}
    assert clerk.post(page("custody_end", agreement), handover).status_code == 422
    clerk.post(page("custody_end", agreement), {**handover, "drawn": DRAWN})
    agreement.refresh_from_db()
    assert agreement.status == "ended"


def test_the_register_is_filtered_by_need_and_exported(world, clerk, at):
    late = make_active(world, at - timedelta(days=300))
    make_draft(world, at)
    shown = clerk.get(reverse("custody"), {"need": "overdue"}).context["page"].object_list
    assert [row.pk for row in shown] == [late.pk]
    answer = clerk.post(reverse("custody_register"), {"need": "overdue"})
    assert answer.content[:2] == b"PK"
    assert clerk.get(reverse("custody"), {"q": ID_NUMBER}).context["page"].paginator.count == 2
    assert clerk.get(reverse("custody"), {"q": "无此人"}).status_code == 200


def test_a_missing_pdf_can_be_asked_for(world, clerk, at, monkeypatch):
    agreement = make_active(world, at)
    asked = []
    monkeypatch.setattr(
        "evidence.flows.files.enqueue", lambda name, **ids: asked.append((name, ids))
    )
    clerk.post(page("custody_make_pdf", agreement))
    assert asked == [("evidence.make_file", {"subject": agreement.subject, "kind": "signed"})]
    draft = make_draft(world, at)
    clerk.post(page("custody_make_pdf", draft))
    assert len(asked) == 1


def test_the_form_says_what_its_days_mean_and_empty_choices_ask_to_choose(world, login):
    page = login(world.users["hr_township"]).get(reverse("custody_new")).text
    assert "生效日期" in page
    assert "终止日期" in page
    assert "---------" not in page
    assert '<option value="" selected>选择</option>' in flat(page)
