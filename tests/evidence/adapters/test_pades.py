"""Seals by other means than our own check: strict AdES, years later, and attempts to cheat."""

import asyncio
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import ades
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from evidence.adapters import authority
from evidence.adapters.pades import SealUnsound, check_seal, seal_pdf
from evidence.adapters.sealer import FileSealer, read_crls
from evidence.adapters.timestamps import Authorities, own_authority
from evidence.engine.trust import Trust
from tests.evidence.outsiders import needs_pdfsig, pdfsig
from tests.evidence.signed import small_pdf

YEAR = timedelta(days=365)


@pytest.fixture
def house(tmp_path, settings, at):
    """A demo authority of its own: (sealer, trust)."""
    settings.PRIVATE_ROOT = tmp_path
    folder = authority.ensure(tmp_path / "seal", at)
    lists = read_crls((str(folder / "root.crl"), str(folder / "sub.crl")))
    sealer = FileSealer(folder / "seal.pem", crls=lists)
    return sealer, Trust((sealer.chain[-1],), sealer.chain[:-1], lists)


@pytest.fixture
def long_term(house, at, time_machine_at):
    sealer, trust = house
    clock = Authorities([(own_authority(at), False)], trust, at)
    return seal_pdf(small_pdf("lta"), sealer, stamper=clock, long_term=trust)


def specification(trust: Trust) -> PdfSignatureValidationSpec:
    """Offline, with nothing but the root, and revocation data demanded."""
    roots = [x509.Certificate.load(row) for row in trust.roots]
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            CertValidationPolicySpec(
                SimpleTrustManager.build(trust_roots=roots), CertRevTrustPolicy(REQUIRE_REVINFO)
            ),
            RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        )
    )


def signature(data: bytes):
    return PdfFileReader(BytesIO(data)).embedded_regular_signatures[0]


def test_the_long_term_seal_passes_the_strict_check_with_the_root_alone(long_term, house):
    checked = asyncio.run(ades.ades_lta_validation(signature(long_term), specification(house[1])))
    assert checked.ades_subindic == AdESPassed.OK


@pytest.mark.parametrize(("years", "passes"), [(9, True), (14, False)])
def test_the_long_term_seal_nine_years_later(long_term, house, at, years, passes):
    checked = asyncio.run(
        ades.simulate_future_ades_lta_validation(
            signature(long_term),
            specification(house[1]),
            future_validation_time=at + years * YEAR,
            current_reference_time=at,
        )
    )
    assert (checked.ades_subindic == AdESPassed.OK) is passes


def test_our_own_check_takes_the_long_term_seal(long_term, house, at):
    assert check_seal(long_term, house[1], at).token


@needs_pdfsig
def test_poppler_takes_the_long_term_seal(long_term, tmp_path):
    path = tmp_path / "lta.pdf"
    path.write_bytes(long_term)
    assert "Signature is Valid" in pdfsig(path)


def test_a_plain_seal_lacks_what_the_long_term_needs(house, at, time_machine_at):
    sealer, trust = house
    data = seal_pdf(small_pdf("b"), sealer)
    checked = asyncio.run(ades.ades_lta_validation(signature(data), specification(trust)))
    assert checked.ades_subindic != AdESPassed.OK


def flip(data: bytes) -> bytes:
    return data.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 595 843]")


def annotate(data: bytes) -> bytes:
    writer, target = IncrementalPdfFileWriter(BytesIO(data)), BytesIO()
    writer.root["/Note"] = writer.add_object(pdf_string("added later"))
    writer.update_root()
    writer.write(target)
    return target.getvalue()


def save_anew(data: bytes) -> bytes:
    target = BytesIO()
    with pikepdf.open(BytesIO(data)) as file:
        file.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "change",
    [flip, annotate, save_anew, lambda data: data + b"\n% more\n", lambda data: data[:-200]],
    ids=["one byte", "a later revision", "saved anew", "bytes after the end", "cut off"],
)
def test_nothing_that_was_changed_passes(house, at, change):
    sealer, trust = house
    data = seal_pdf(small_pdf("x"), sealer)
    assert check_seal(data, trust, at).certificate == sealer.chain[0]
    with pytest.raises(SealUnsound):
        check_seal(change(data), trust, at)


def test_a_seal_of_a_stranger_or_of_a_revoked_certificate_does_not_pass(house, at, tmp_path):
    sealer, trust = house
    data = seal_pdf(small_pdf("x"), sealer)
    other = FileSealer(authority.ensure(tmp_path / "other", at) / "seal.pem")
    with pytest.raises(SealUnsound, match="certificate"):
        check_seal(seal_pdf(small_pdf("x"), other), trust, at)
    serial = x509.Certificate.load(sealer.chain[0]).serial_number
    fresh = authority.revoke(tmp_path / "seal", serial, at, compromised=True)
    revoked = Trust(trust.roots, trust.others, (trust.crls[0], fresh))
    with pytest.raises(SealUnsound):
        check_seal(data, revoked, at + timedelta(hours=1))


def test_the_author_allows_no_change_and_the_field_is_invisible(house):
    data = seal_pdf(small_pdf("x"), house[0])
    embedded = signature(data)
    assert embedded.docmdp_level.value == 1
    assert list(embedded.sig_field["/Rect"]) == [0, 0, 0, 0]
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
