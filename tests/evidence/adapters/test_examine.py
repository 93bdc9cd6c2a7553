import io
import random
import zlib
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from evidence.adapters import revisions
from evidence.adapters.examine import inspect_pdf
from evidence.adapters.sandbox import inspect_stranger
from evidence.engine.findings import Flaw, as_data, from_data
from evidence.engine.renewals import BESIDE, Kept
from evidence.engine.trust import Trust
from tests.evidence.pki import Authority, pki, plain_pdf, seal, token
from tests.evidence.tamper_pdf import append_junk

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def make(at):
    """make(text, when=…, …) → a sealed PDF with evidence inside."""

    def build(text="one", when=at, **how):
        with time_machine.travel(when, tick=False):
            return seal(plain_pdf(text, evidence=b'{"code":"X"}'), **how)

    return build


def test_a_sealed_and_stamped_file_holds(make, at):
    found = inspect_pdf(make(stamped_at=at), pki().trust(), at + DAY)
    assert found.flaws == ()
    assert found.covers_all
    assert (found.signatures, found.permission, found.evidence) == (
        1,
        "no_changes",
        b'{"code":"X"}',
    )
    assert (found.stamp.authority, found.stamp.at) == ("外部时间戳", at)
    assert found.stamp.is_independent
    assert found.certificate.name == "讲堂系统数字签名"
    assert found.claimed_at == at


def test_it_holds_years_after_its_certificate_ran_out(make, at):
    assert inspect_pdf(make(stamped_at=at), pki().trust(), at + 8 * 365 * DAY).holds


def test_an_authority_of_our_own_is_no_independent_witness(make, at, monkeypatch):
    own = pki().authority.issue("自己的时间戳", key=pki().tsa.key, stamps=True)
    monkeypatch.setattr(pki(), "tsa", own)
    found = inspect_pdf(make(stamped_at=at), pki().trust(), at + DAY)
    assert found.stamp.is_trusted
    assert not found.stamp.is_independent


def test_a_timestamp_kept_beside_the_file_counts(make, at):
    data = make()
    found = inspect_pdf(data, pki().trust(), at + DAY, [Kept(1, BESIDE, token(data, at + HOUR))])
    assert found.holds
    assert (found.stamp.at, found.stamp.embedded) == (at + HOUR, False)


def test_a_timestamp_of_another_file_beside_it_is_told(make, at):
    wrong = token(make("two"), at)
    found = inspect_pdf(make(), pki().trust(), at + DAY, [Kept(1, BESIDE, wrong)])
    assert found.flaws == (Flaw.STAMP_BROKEN,)
    assert found.stamp is None
    assert inspect_pdf(make(), pki().trust(), at, [Kept(1, BESIDE, b"junk")]).flaws == (
        Flaw.STAMP_BROKEN,
    )


@pytest.mark.parametrize(
    ("stamped", "revoked_after", "flaws"),
    [
        (True, HOUR, ()),
        (True, -HOUR, (Flaw.CERTIFICATE_REVOKED,)),
        (False, HOUR, (Flaw.CERTIFICATE_REVOKED,)),
    ],
)
def test_a_revocation_counts_unless_the_timestamp_is_older(make, at, stamped, revoked_after, flaws):
    trust = pki().trust((pki().seal, at + revoked_after))
    found = inspect_pdf(make(stamped_at=at if stamped else None), trust, at + DAY)
    assert found.flaws == flaws
    assert found.certificate.revoked_at == at + revoked_after
    assert found.certificate.revoked_why == "keyCompromise"


def test_a_list_that_the_issuer_did_not_sign_revokes_nothing(make, at):
    forger = Authority(pki().authority.name)
    forged = forger.crl((pki().seal, at - DAY))
    trust = Trust(roots=(pki().authority.root.der,), crls=(forged,))
    assert inspect_pdf(make(), trust, at + DAY).holds


@pytest.mark.parametrize(
    ("change", "flaw"),
    [
        (lambda: {"holder": Authority("别家").issue("冒名")}, Flaw.AUTHORITY_UNKNOWN),
        (lambda: {"holder": pki().authority.issue("短", years=0.5)}, Flaw.CERTIFICATE_EXPIRED),
        (
            lambda: {"holder": pki().authority.issue("时间戳", stamps=True)},
            Flaw.CERTIFICATE_UNSUITED,
        ),
    ],
)
def test_not_every_certificate_will_do(make, at, change, flaw):
    assert inspect_pdf(make(**change()), pki().trust(), at + DAY).flaws == (flaw,)


def test_without_certificates_to_believe_nobody_is_believed(make, at):
    found = inspect_pdf(make(stamped_at=at), Trust(), at)
    assert found.flaws == (Flaw.AUTHORITY_UNKNOWN,)
    assert found.stamp is None


@pytest.mark.parametrize("tail", [b"\n", b"\nstartxref\n9\n%%EOF\n", b"%PDF-1.7 again"])
def test_no_byte_can_be_appended(make, at, tail):
    found = inspect_pdf(make() + tail, pki().trust(), at)
    assert found.flaws[0] in {Flaw.JUNK_APPENDED, Flaw.UNREADABLE}
    assert not found.covers_all


def test_even_a_copy_of_the_end_counts_as_appended(make, at):
    data = make()
    end = data[data.rindex(b"startxref") :]
    assert inspect_pdf(data + b"junk\n" + end, pki().trust(), at).flaws == (Flaw.JUNK_APPENDED,)


def test_no_damage_raises_and_none_is_called_whole(make, at):
    data, chance = make(stamped_at=at), random.Random(7)
    for _ in range(60):
        place = chance.randrange(len(data))
        broken = (
            data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        )
        if broken.lower() != data.lower():  # the hex digits of the value have no case
            found = inspect_pdf(broken, pki().trust(), at)
            assert not found.holds or _in_padding(data, place), place
    for cut in (0, 5, len(data) // 2, len(data) - 2):
        assert not inspect_pdf(data[:cut], pki().trust(), at).holds


def _in_padding(data: bytes, place: int) -> bool:
    """The zeros that fill the room left for the signature are signed by nobody and mean nothing."""
    start = data.rindex(b"00000000", 0, data.index(b">", data.index(b"/Contents <")))
    return data.index(b"/Contents <") < place <= start + 8


def test_an_inspection_survives_the_way_between_two_processes(make, at):
    data, trust = make(stamped_at=at), pki().trust((pki().seal, at + HOUR))
    here = inspect_pdf(data, trust, at + DAY)
    assert from_data(as_data(here)) == here
    assert inspect_stranger(data, trust, at + DAY) == here


def test_a_stranger_may_not_eat_all_memory(at):
    packer = zlib.compressobj(9)
    raw = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1500)) + packer.flush()
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["evidence.json"] = pikepdf.AttachedFileSpec(pdf, b"x", filename="evidence.json")
    pdf.attachments["evidence.json"].obj.EF.F.write(raw, filter=pikepdf.Name.FlateDecode)
    out = io.BytesIO()
    pdf.save(out)
    assert inspect_stranger(out.getvalue(), Trust(), at).flaws == (Flaw.UNREADABLE,)


def test_deep_nesting_ends_as_unreadable(at):
    deep = b"[" * 200_000 + b"]" * 200_000
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/X " + deep + b">>\nendobj\n"
    data = body + b"trailer\n<</Root 1 0 R/Size 3>>\nstartxref\n9\n%%EOF\n"
    assert inspect_stranger(data, Trust(), at).flaws == (Flaw.UNREADABLE,)


def test_junk_is_told_from_a_revision(make, at):
    assert inspect_pdf(append_junk(make()), pki().trust(), at).flaws == (Flaw.JUNK_APPENDED,)


def revised(data: bytes, change) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_other_particulars_behind_the_seal_are_no_proofs(make, at):
    def retitle(writer):
        info = generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("别的标题")})
        writer.set_info(writer.add_object(info))

    found = inspect_pdf(revised(make(), retitle), pki().trust(), at)
    assert found.flaw in {Flaw.METADATA_CHANGED, Flaw.CHANGED_LATER}


def described(day: str, title: str) -> bytes:
    """A PDF with proofs in it, and metadata of its own."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf())) as pdf:
        text = f'<x:xmpmeta x:xmptk="{day}"><d xmp:ModifyDate="{day}" dc:title="{title}"/>'
        lines = f"<pdf:Producer>{day}</pdf:Producer></x:xmpmeta>"
        pdf.Root.Metadata = pikepdf.Stream(pdf, (text + lines).encode())
        pdf.Root.DSS = pikepdf.Dictionary()
        pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def test_proofs_may_renew_the_dates_of_the_metadata_and_nothing_else():
    sealed = described("2026", "a")
    assert revisions.more_than_proofs(sealed, described("2027", "a")) == ()
    other = revisions.more_than_proofs(sealed, described("2026", "b"))
    assert other == (Flaw.METADATA_CHANGED,)


def test_a_revision_without_proofs_is_not_called_one(make, at):
    def nothing(writer):
        writer.update_root()

    data = revised(make(), nothing)
    assert len(data) > len(make())
    assert not inspect_pdf(data, pki().trust(), at).holds


def test_a_file_with_a_password_is_said_to_be_one(at):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    assert inspect_pdf(out.getvalue(), pki().trust(), at).flaws == (Flaw.LOCKED,)
