import hashlib
import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from cms.checks import missing_pdf_libraries
from cms.lib import chain
from cms.lib.pdf.rendering import MissingGlyphs
from cms.models.jobs import Job
from evidence.adapters import pades, vault
from evidence.adapters.pades import check_seal
from evidence.adapters.sealer import SealerMissing
from evidence.engine.events import RevocationCategory
from evidence.engine.grade_inputs import Helper, Manner
from evidence.flows import sealing as seals
from evidence.flows import storing
from evidence.flows.files import make_file, sweep_files
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.chains import broken_chains, chain_of
from evidence.queries.trust import trust_store
from evidence.tasks import sweep
from pledges.rounds.adapters.paper import pledge_pdf
from pledges.rounds.flows import documents as sealing
from pledges.rounds.flows.ending import revoke_envelope
from tests.evidence.outsiders import openssl_cms, pdfsig
from tests.evidence.signed import small_pdf
from tests.factories.rounds import envelope_of, make_round, sign

pytestmark = pytest.mark.skipif(
    bool(missing_pdf_libraries()), reason="the libraries of WeasyPrint are not installed"
)
poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils are not installed"
)


@pytest.fixture
def signed(world, at):
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


def stored(sealed: StoredFile) -> Path:
    return Path(settings.PRIVATE_ROOT) / sealed.path


def test_the_file_is_made_once_and_stored_with_its_digest(signed, at):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    data = stored(sealed).read_bytes()
    assert data.startswith(b"%PDF-1.7")
    assert (sealed.size, sealed.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    signed.refresh_from_db()
    assert signed.status == "sealed"
    entry = chain_of(signed.subject).last()
    assert (entry.kind, entry.payload["sha256"]) == ("sealed", sealed.sha256)
    assert list(broken_chains()) == []
    changed = stored(sealed).stat().st_mtime_ns
    assert make_file(subject=signed.subject, kind="signed", at=at) == sealed
    assert (StoredFile.objects.count(), stored(sealed).stat().st_mtime_ns) == (1, changed)


def test_the_sealed_file_is_a_stamped_one_and_still_pdf_a(signed, at):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    assert re.fullmatch(r"stamp \d+ on weasyprint [\d.]+", sealed.renderer)
    with pikepdf.open(stored(sealed)) as file, file.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "U")
        assert meta["dc:title"] == f"社会救助承诺书 {signed.number}" == str(file.docinfo.Title)
        assert [str(one.AFRelationship) for one in file.Root.AF] == ["/Data"]
        assert len(file.Root.OutputIntents) == 1


def printed(sealed) -> str:
    command = ["pdftotext", "-layout", str(stored(sealed)), "-"]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return "".join(told.split())


@poppler
@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("passkey", "以本人设备的通行密钥确认"),
        ("password+totp", "重新验证口令和动态验证码"),
        ("password", "重新验证口令，"),
    ],
)
def test_the_page_says_how_the_signer_was_confirmed(world, at, method, words):
    asked = envelope_of(make_round(world, at), world.members["staff"])
    sealed = make_file(subject=sign(asked, at, method=method).subject, kind="signed", at=at)
    assert f"电子签名：签署时{words}" in printed(sealed)
    assert "协助阅读" not in printed(sealed)


@poppler
def test_the_page_names_who_read_the_text_to_the_signer(world, at):
    asked = envelope_of(make_round(world, at), world.members["staff"])
    manner = Manner(helper=Helper("李𬭎", "同事"))
    sealed = make_file(subject=sign(asked, at, manner=manner).subject, kind="signed", at=at)
    assert (
        "协助阅读由李𬭎（与承诺人的关系：同事）向承诺人宣读、说明全文（承诺人签署时填写）"
        in printed(sealed)
    )
    assert sealed.renderer.startswith("stamp ")


def test_equal_input_gives_equal_bytes(signed):
    found = type(signed).objects.select_related("round__version", "mark").get(pk=signed.pk)
    assert pledge_pdf(found) == pledge_pdf(found)


def test_an_unsigned_envelope_is_not_sealed(world, signed, at):
    other = envelope_of(signed.round, world.members["coordinator"])
    assert make_file(subject=other.subject, kind="signed", at=at) is None


def test_of_two_workers_the_second_finds_the_file_of_the_first(signed, at, monkeypatch):
    def render_while_another_worker_finishes(envelope, *_):
        monkeypatch.undo()
        make_file(subject=envelope.subject, kind="signed", at=at)
        return small_pdf("another attempt")

    monkeypatch.setattr(sealing, "pledge_pdf", render_while_another_worker_finishes)
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    assert StoredFile.objects.get() == sealed
    assert b"another attempt" not in vault.read(sealed.path, sealed.sha256)
    assert list(stored(sealed).parent.glob(".staged-*")) == []


def test_a_worker_that_dies_before_the_commit_leaves_no_row_and_no_half_file(
    signed, at, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    monkeypatch.setattr(storing, "record", die)
    with pytest.raises(Killed):
        make_file(subject=signed.subject, kind="signed", at=at)
    monkeypatch.undo()
    signed.refresh_from_db()
    assert (signed.status, StoredFile.objects.count()) == ("signed", 0)
    make_file(subject=signed.subject, kind="signed", at=at)
    assert StoredFile.objects.count() == 1


def test_the_sweeper_finds_a_lost_order_and_the_file_is_made_once(
    signed, at, time_machine_at, django_capture_on_commit_callbacks
):
    Job.objects.all().delete()  # the order was lost between signature and worker
    assert sweep() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_files(at=at + timedelta(minutes=6)) == 1
    signed.refresh_from_db()
    assert signed.status == "sealed"
    assert StoredFile.objects.count() == 1
    assert sweep_files(at=at + timedelta(days=1)) == 0


def test_the_sweeper_asks_ever_more_rarely(signed, at):
    moments = [at + timedelta(minutes=6), at + timedelta(minutes=8), at + timedelta(minutes=12)]
    assert [sweep_files(at=moment) for moment in moments] == [1, 0, 1]
    assert FileWait.objects.get().next_at == at + timedelta(minutes=22)


def test_a_name_the_font_lacks_is_said_and_not_printed_as_a_box(world, at):
    member = world.members["staff"]
    member.name = "王\U00030000"
    member.save()
    signed = sign(envelope_of(make_round(world, at), member), at)
    with pytest.raises(MissingGlyphs) as caught:
        make_file(subject=signed.subject, kind="signed", at=at)
    assert caught.value.params == {"characters": "\U00030000"}
    signed.refresh_from_db()
    assert (signed.status, StoredFile.objects.count()) == ("signed", 0)
    assert "\U00030000" in FileWait.objects.get(subject=signed.subject).problem


def test_the_database_refuses_to_change_a_seal(signed, at):
    make_file(subject=signed.subject, kind="signed", at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredFile.objects.update(sha256="0" * 64)


def test_a_damaged_file_is_never_given_out(signed, at):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    path = stored(sealed)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(vault.SealBroken):
        vault.read(sealed.path, sealed.sha256)
    path.unlink()
    with pytest.raises(vault.SealBroken):
        vault.read(sealed.path, sealed.sha256)


@poppler
@pytest.mark.parametrize("who", ["staff", "coordinator", "neighbour"])
def test_rare_names_come_back_from_the_pdf_on_one_a4_page_with_its_fonts(world, at, who, tmp_path):
    member = world.members[who]
    envelope = sign(envelope_of(make_round(world, at), member), at)
    sealed = make_file(subject=envelope.subject, kind="signed", at=at)
    path = str(stored(sealed))
    text = _run("pdftotext", path, "-")
    assert f"本人{member.name}，" in text.replace("\n", "")
    assert envelope.code in text
    assert envelope.digest in text
    facts = _run("pdfinfo", path)
    assert "Pages:           1\n" in facts
    assert "595.276 x 841.89 pts (A4)" in facts
    fonts = [line.split() for line in _run("pdffonts", path).splitlines()[2:]]
    assert {font[0].partition("+")[2] for font in fonts} == {"Noto-Sans-SC", "Noto-Sans-SC-Bold"}
    assert {tuple(font[-5:-2]) for font in fonts} == {("yes", "yes", "yes")}


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_three_programs_agree_that_the_seal_holds(signed, at, tmp_path):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    data, roots = stored(sealed).read_bytes(), trust_store().roots
    assert check_seal(data, trust_store(), at).certificate == bytes(sealed.certificate.der)
    if shutil.which("openssl"):
        assert openssl_cms(data, roots, tmp_path)
        assert not openssl_cms(data.replace(b"%PDF-1.7", b"%PDF-1.6", 1), roots, tmp_path)
    if shutil.which("pdfsig"):
        said = pdfsig(stored(sealed))
        assert "Signature is Valid" in said
        assert "Total document signed" in said
        assert "ETSI.CAdES.detached" in said


def test_the_evidence_lies_inside_under_the_digest_that_is_printed(signed, at):
    sealed = make_file(subject=signed.subject, kind="signed", at=at)
    with pikepdf.open(stored(sealed)) as file:
        inside = file.attachments["evidence.json"].get_file().read_bytes()
        specification = file.attachments["evidence.json"].obj
        assert specification["/AFRelationship"] == "/Data"
    assert hashlib.sha256(inside).hexdigest() == sealed.evidence
    assert chain_of(signed.subject).last().payload["evidence"] == sealed.evidence
    if shutil.which("pdftotext"):
        assert sealed.evidence in _run("pdftotext", str(stored(sealed)), "-")
    told = json.loads(inside)
    entry = json.loads(told["chain"]["entry"])
    assert chain.link(told["chain"]["previous"], entry) == told["chain"]["head"]
    assert told["signer"]["name"] == "王㛃"
    assert told["document"]["text_sha256"] == signed.digest
    assert told["grade"]["identity"] == ["basic", "password"]


def test_nothing_is_called_sealed_when_the_seal_does_not_stand_its_check(
    signed, at, monkeypatch, small_pages
):
    def clumsy(pdf, sealer, **_rest):
        return pades.seal_pdf(pdf, sealer).replace(b"/Contents 4 0 R", b"/Contents 1 0 R")

    monkeypatch.setattr(seals, "seal_pdf", clumsy)
    with pytest.raises(pades.SealUnsound):
        make_file(subject=signed.subject, kind="signed", at=at)
    signed.refresh_from_db()
    assert (signed.status, StoredFile.objects.count()) == ("signed", 0)
    assert "没有通过自检" in FileWait.objects.get(subject=signed.subject).problem
    assert list(Path(settings.PRIVATE_ROOT).rglob(".staged-*")) == []


def test_what_is_revoked_while_its_file_is_made_gets_none(
    signed, world, at, small_pages, monkeypatch
):
    def meanwhile(**_: object) -> None:
        revoke_envelope(
            envelope=signed,
            category=RevocationCategory.OTHER,
            reason="填错",
            by=world.users["hr_city"],
            at=at,
        )

    monkeypatch.setattr(storing, "check_stored", meanwhile)
    assert make_file(subject=signed.subject, kind="signed", at=at) is None
    assert not StoredFile.objects.exists()
    assert [path for path in Path(settings.PRIVATE_ROOT).rglob(f"*{signed.code}*")] == []


def test_without_a_certificate_what_was_signed_waits_and_says_so(signed, at, settings, small_pages):
    settings.SEAL_ALLOW_DEMO_CA = False
    with pytest.raises(SealerMissing):
        make_file(subject=signed.subject, kind="signed", at=at)
    signed.refresh_from_db()
    assert signed.status == "signed"
    assert "没有配置" in FileWait.objects.get(subject=signed.subject).problem
    settings.SEAL_ALLOW_DEMO_CA = True
    assert make_file(subject=signed.subject, kind="signed", at=at).level == "B-B"
