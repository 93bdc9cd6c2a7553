"""Custody agreements and declarations held against their evidence: what SQL changed is named."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

from cms.lib.demo import Demo
from cms.lib.tables.uploads import Upload
from evidence.engine.findings import Flaw
from evidence.flows.anchors import make_roots
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import FileWait, StoredFile
from evidence.models.timestamp import DocumentTimestamp
from pledges.custody.demo.agreements import seed_custody
from pledges.custody.flows.agreements import draft_agreement, void_agreement
from pledges.custody.flows.checks import Handover, end_agreement, record_check, record_recheck
from pledges.custody.flows.paper import decide_scan, file_scan
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.check import CustodyCheck, CustodyHandover
from pledges.custody.models.signing import CustodySignature, PaperScan
from pledges.kinship.demo.relatives import seed_relatives
from pledges.kinship.flows.review import conclude, give_opinion
from pledges.kinship.models.declaration import (
    DeclarationSignature,
    DeclarationStep,
    KinshipTerm,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.kinship.models.matching import KinshipMatch
from staff.models.organisation import Organisation
from tests.evidence.signed import small_pdf
from tests.evidence.tamper import unguarded
from tests.evidence.tamper_pdf import overlay
from tests.factories.custody import custody_values, make_active, make_signing, stated_on_paper
from tests.factories.kinship import make_declared
from tests.factories.rounds import SIGNATURE
from tests.factories.staff import make_member
from tests.pledges.custody.flows.test_agreements import check_values

DAY = timedelta(days=1)


def faults(at) -> dict[str, str]:
    make_roots(at=at)  # as the job of the night does
    return {fault["code"]: fault["where"] for fault in check_everything(at=at).faults}


@pytest.fixture
def ended(world, at, pki_seal):
    """An agreement through its whole life: signed, sealed, checked, handed over."""
    pki_seal(at, stamped_at=at)
    by, begun = world.users["hr_township"], at - 30 * DAY
    agreement = make_active(world, begun)
    make_file(subject=agreement.subject, kind="paper", at=begun)
    make_file(subject=agreement.subject, kind="signed", at=at)
    values = check_values(problem="票据不齐", rectify_by=date(2026, 12, 5), actual=Decimal(400))
    found = record_check(agreement=agreement, values=values, by=by, at=at)
    record_recheck(check=found, on=date(2026, 11, 23), result="已补齐", by=by, at=at)
    handover = Handover(date(2026, 11, 23), Decimal(400), "存折一本", "李家顺", SIGNATURE)
    return end_agreement(agreement=agreement, reason="入住机构", handover=handover, by=by, at=at)


@pytest.fixture
def on_paper(world, at, pki_seal):
    """An agreement whose scan was judged by a second person."""
    pki_seal(at)
    agreement = make_signing(world, at)
    scan = file_scan(
        agreement=agreement,
        upload=Upload("pdf", small_pdf("scan"), "scan.pdf"),
        stated=stated_on_paper(agreement, date(2026, 11, 20)),
        by=world.users["hr_township"],
        at=at,
    )
    decide_scan(scan=scan, accepted=True, remark="", by=world.users["hr_county"], at=at)
    return agreement


def test_what_nobody_touched_is_not_accused(world, at, ended, on_paper):
    by = world.users["hr_township"]
    void_agreement(agreement=make_signing(world, at), reason="换代管人", by=by, at=at)
    make_roots(at=at + DAY)
    check = check_everything(at=at + DAY)
    own = {str(Flaw.AUTHORITY_UNKNOWN)}  # the keys of the tests are on nobody's record
    assert {fault["code"] for fault in check.faults} <= own
    assert check.documents == 3


def test_the_demo_is_not_accused(world, at):
    seed_custody(Demo(at=at, say=lambda line: None))
    for number in range(45):
        make_member((world.shuangjiang, world.xiaojie)[number % 2], f"张{number}")
    seed_relatives(Demo(at=at, say=lambda line: None))
    assert CustodyAgreement.objects.count() > 600
    assert NearRelativeDeclaration.objects.signed().count() > 20
    for wait in FileWait.objects.all():  # the worker's part
        make_file(subject=wait.subject, kind=wait.kind, at=at)
    assert faults(at + DAY) == {}


def edit(model, **change):
    def act():
        with unguarded(model._meta.db_table):
            assert model.objects.update(**change)

    return act


def spoil(column: str):
    """Put bytes into an encrypted cell that no key opens."""

    def act():
        with unguarded("custody_custodyagreement") as cursor:
            cursor.execute(f"UPDATE custody_custodyagreement SET {column} = 'junk'")  # noqa: S608

    return act


def drop(kind: str):
    def act():
        with unguarded("evidence_evidenceentry"):
            EvidenceEntry.objects.filter(kind=kind).last().delete()

    return act


def drop_rows(*models):
    def act():
        for model in models:
            with unguarded(model._meta.db_table):
                model.objects.all()._raw_delete("default")

    return act


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (edit(CustodyAgreement, digest="0" * 64), "text_changed"),
        (edit(CustodyAgreement, text="另一份协议"), "text_changed"),
        (edit(CustodyAgreement, custodian_name="别人"), "terms_changed"),
        (edit(CustodyAgreement, monthly=Decimal("4800.00")), "terms_changed"),
        (edit(CustodyAgreement, ends_on=date(2037, 4, 30)), "terms_changed"),
        (edit(CustodyAgreement, custodian_phone="13800000000"), "terms_changed"),
        (spoil("supervisor_phone"), "row_unreadable"),
        (edit(CustodyAgreement, status="active", ended_at=None), "state_changed"),
        (drop("ended"), "state_changed"),
        (edit(CustodyAgreement, activated_at="2026-01-01T00:00:00Z"), "time_changed"),
        (edit(CustodySignature, at="2026-01-01T00:00:00Z"), "time_changed"),
        (edit(CustodySignature, strokes={}), "signature_changed"),
        (edit(CustodySignature, method="link"), "signature_changed"),
        (edit(CustodySignature, id_seen=False), "signature_changed"),
        (edit(CustodySignature, name="别人"), "signature_changed"),
        (drop_rows(CustodySignature), "signature_changed"),
        (drop("signed"), "signature_without_evidence"),
        (edit(CustodyCheck, actual=Decimal("9.00")), "check_changed"),
        (drop_rows(CustodyCheck), "check_changed"),
        (edit(CustodyHandover, balance=Decimal("9.00")), "handover_changed"),
        (drop_rows(CustodyHandover), "handover_changed"),
        (drop("sealed"), "file_without_evidence"),
    ],
)
def test_what_sql_changed_in_an_agreement_is_named(ended, at, act, name):
    act()
    found = faults(at + DAY)
    assert name in found
    assert ended.subject in found[name] or f"custodyagreement/{ended.pk}" in found[name]


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (edit(PaperScan, sha256="0" * 64), "scan_changed"),
        (edit(PaperScan, accepted=False), "scan_changed"),
        (edit(PaperScan, stated=[]), "scan_changed"),
        (edit(CustodySignature, stated_on="2026-01-05"), "signature_changed"),
        (edit(CustodySignature, witnesses=["张三", "李四"]), "signature_changed"),
        (edit(CustodySignature, name="别人"), "signature_changed"),
    ],
)
def test_what_sql_changed_about_a_scan_is_named(on_paper, at, act, name):
    act()
    assert faults(at + DAY)[name] == on_paper.subject


def test_a_file_record_that_is_gone_is_named(ended, at):
    drop_rows(DocumentTimestamp, StoredFile)()
    assert faults(at + DAY)["file_record_missing"] == ended.subject


@pytest.mark.parametrize("model", [StoredFile, PaperScan])
def test_a_damaged_file_is_named(ended, on_paper, at, model):
    path = model.objects.latest("pk").path
    (Path(settings.PRIVATE_ROOT) / path).write_bytes(b"%PDF-1.7 another")
    assert faults(at + DAY)["file_damaged"] == path


def test_a_row_made_to_fit_an_exchanged_file_is_named(ended, at):
    """The file drawn over and its row made to agree: the evidence does not."""
    document = StoredFile.objects.get(kind="signed")
    path = Path(settings.PRIVATE_ROOT) / document.path
    data = overlay(path.read_bytes())
    path.write_bytes(data)
    with unguarded("evidence_storedfile"):
        StoredFile.objects.filter(pk=document.pk).update(sha256=sha256(data).hexdigest())
    found = faults(at + DAY)
    assert found["page_changed"] == document.path
    assert found["file_without_evidence"] == ended.subject


def test_a_township_may_be_renamed(ended, at):
    Organisation.objects.filter(pk=ended.township_id).update(name="双江镇")
    assert set(faults(at + DAY)) <= {"authority_unknown"}


# --- Declarations


@pytest.fixture
def declared(world, at):
    """A declaration with one relative, opinion and conclusion."""
    row = make_declared(world.members["staff"], at, {})
    give_opinion(declaration=row, words="属实", by=world.users["hr_township"], at=at)
    by = world.users["hr_county"]
    return conclude(declaration=row, result="filed", words="同意", by=by, at=at)


def test_a_true_declaration_is_not_accused(declared, at):
    for wait in FileWait.objects.all():  # the worker's part
        make_file(subject=wait.subject, kind=wait.kind, at=at)
    assert faults(at + DAY) == {}


def test_words_of_lists_may_be_changed(declared, at):
    KinshipTerm.objects.update(label="别的说法")
    for wait in FileWait.objects.all():  # the worker's part
        make_file(subject=wait.subject, kind=wait.kind, at=at)
    assert faults(at + DAY) == {}


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (edit(NearRelativeDeclaration, digest="0" * 64), "text_changed"),
        (edit(NearRelativeDeclaration, text="另一份"), "text_changed"),
        (edit(NearRelativeDeclaration, has_relatives=False), "terms_changed"),
        (edit(NearRelativeDeclaration, post_name="局长"), "terms_changed"),
        (edit(NearRelative, name="别人"), "terms_changed"),
        (edit(NearRelative, monthly=Decimal("1.00")), "terms_changed"),
        (edit(NearRelative, took_part=True, took_part_in="审核"), "terms_changed"),
        (drop_rows(KinshipMatch, NearRelative), "terms_changed"),
        (edit(NearRelativeDeclaration, signed_at="2026-01-01T00:00:00Z"), "time_changed"),
        (edit(DeclarationSignature, strokes={}), "signature_changed"),
        (edit(DeclarationSignature, method="passkey"), "signature_changed"),
        (drop_rows(DeclarationSignature), "signature_changed"),
        (drop("signed"), "signature_without_evidence"),
        (edit(NearRelativeDeclaration, status="focus"), "state_changed"),
        (edit(DeclarationStep, words="不属实"), "step_changed"),
        (drop_rows(DeclarationStep), "step_changed"),
    ],
)
def test_what_sql_changed_in_a_declaration_is_named(declared, at, act, name):
    act()
    assert faults(at + DAY)[name] == declared.subject


def test_one_spoilt_row_does_not_stop_the_walk(world, at, declared, ended):
    spoil("text")()
    edit(DeclarationStep, words="不属实")()
    assert {"row_unreadable", "step_changed"} <= set(faults(at + DAY))


def test_a_draft_is_nobodys_word_yet(world, at):
    draft_agreement(
        township=world.shuangjiang,
        values=custody_values(),
        by=world.users["hr_township"],
        at=at,
    )
    for wait in FileWait.objects.all():  # the worker's part
        make_file(subject=wait.subject, kind=wait.kind, at=at)
    assert faults(at + DAY) == {}
