"""PAdES seals in PDF files: written with pyHanko's PDF writer around our own CMS, and checked.

One seal per file, without a visible field, certified so that no later change is allowed
(DocMDP 1). What comes after it can only be proofs for the long term.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms, crl, x509
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cms.lib.errors import DomainError
from evidence.adapters.cms_frame import Frame
from evidence.adapters.sealer import Sealer
from evidence.engine.trust import Trust

FIELD = "Seal"
REASON = "系统数字签名"
# Room for the CMS in hexadecimal digits, beside the certificates; a token brings its own chain.
ROOM, TOKEN_ROOM = 3_000, 24_000


class SealUnsound(DomainError):
    """What was just sealed does not stand its own check: nothing is called sealed."""

    code = "seal_unsound"
    message = _("The seal did not stand its check (%(why)s). Tell the administrators.")


class _Signer(signers.Signer):
    """pyHanko's signer with the CMS made by a Frame."""

    def __init__(self, sealer: Sealer) -> None:
        rows = [x509.Certificate.load(row) for row in sealer.chain]
        super().__init__(
            signing_cert=rows[0], cert_registry=SimpleCertificateStore.from_certs(rows)
        )
        self._sealer = sealer
        self._frame = Frame(sealer.chain, sealer.digest, sealer.algorithm)

    async def async_sign(  # type: ignore[override]
        self, data_digest, digest_algorithm, timestamper: TimeStamper | None = None, **_rest
    ):
        attributes = self._frame.attributes(data_digest)
        signature = self._sealer.sign(attributes)
        stamp = b""
        if timestamper is not None:
            imprint = hashlib.sha256(signature).digest()
            stamp = (await timestamper.async_timestamp(imprint, "sha256")).dump()
        return cms.ContentInfo.load(self._frame.wrap(attributes, signature, stamp=stamp))


class _Dated(signers.PdfSigner):
    """pyHanko's writer of signatures, with the time that is claimed as an argument."""

    def __init__(self, *args, at: datetime | None, **rest) -> None:
        super().__init__(*args, **rest)
        self._at = at

    def init_signing_session(self, *args, **rest):
        session = super().init_signing_session(*args, **rest)
        session.system_time = self._at or session.system_time
        return session


_signers: dict[int, tuple[Sealer, _Signer]] = {}


def _signer_of(sealer: Sealer) -> _Signer:
    """One signer per sealer; the pair is kept so that the number stays the sealer's own."""
    found = _signers.get(id(sealer))
    if found is None:
        _signers.clear()
        found = _signers[id(sealer)] = (sealer, _Signer(sealer))
    return found[1]


def seal_pdf(
    pdf: bytes,
    sealer: Sealer,
    *,
    at: datetime | None = None,
    stamper: TimeStamper | None = None,
    long_term: Trust | None = None,
) -> bytes:
    """The same file with the seal: B-B, with `stamper` B-T, with `long_term` as well B-LTA.

    `at`: the time that the seal claims; the present if not given.

    Raises SealerUnavailable, TimestampRequestError (an OSError) when the time authority fails,
    and SealUnsound when the file cannot carry a seal.
    """
    extra = {}
    if long_term is not None:
        extra = {
            "embed_validation_info": True,
            "use_pades_lta": True,
            "validation_context": context_of(long_term, hard=True),
        }
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=sealer.digest,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=REASON,
        **extra,
    )
    room = 2 * sum(map(len, sealer.chain)) + ROOM + (TOKEN_ROOM if stamper else 0)
    target = BytesIO()
    try:
        _Dated(meta, _signer_of(sealer), timestamper=stamper, at=at).sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=room, output=target
        )
    except (SigningError, PdfReadError) as fault:
        raise SealUnsound(why=str(fault)[:120]) from fault
    return target.getvalue()


def context_of(
    trust: Trust, at: datetime | None = None, *, hard: bool = False
) -> ValidationContext:
    """Whom to believe, offline. `at`: the moment to judge at; the present if not given."""
    return ValidationContext(
        trust_roots=[x509.Certificate.load(row) for row in trust.roots],
        other_certs=[x509.Certificate.load(row) for row in trust.others],
        crls=[crl.CertificateList.load(row) for row in trust.crls],
        allow_fetching=False,
        revocation_mode="hard-fail" if hard else "soft-fail",
        moment=at,
    )


@dataclass(frozen=True)
class Seal:
    """A seal that stood its check: whose it is, and the token of the time inside it, if any."""

    certificate: bytes
    token: bytes


def check_seal(data: bytes, trust: Trust, at: datetime) -> Seal:
    """Judge a file that was sealed a moment ago. Raises SealUnsound.

    It must hold one seal, by a certificate whose chain ends in `trust`, over the whole file; after
    it nothing but proofs for the long term.
    """
    try:
        reader = PdfFileReader(BytesIO(data))
        (embedded,) = reader.embedded_regular_signatures
        status = validate_pdf_signature(embedded, context_of(trust, at), context_of(trust, at))
    except (ValueError, PdfReadError, SignatureValidationError) as fault:
        raise SealUnsound(why=type(fault).__name__) from fault
    path = [x509.Certificate.load(row) for row in (*trust.roots, *trust.others)]
    revoked = is_revoked([embedded.signer_cert, *path], trust.crls, at)
    why = "revoked certificate" if revoked else _fault_of(reader, embedded, status)
    if why:
        raise SealUnsound(why=why)
    return Seal(embedded.signer_cert.dump(), token_of(embedded.signer_info))


def is_revoked(path: list[x509.Certificate], lists: tuple[bytes, ...], at: datetime) -> bool:
    """Whether the first certificate of `path`, or one above it, was on a list by then.

    The validator looks at lists only for certificates that say where theirs are; ours do not.
    """
    gone = set()
    for der in lists:
        read = crl.CertificateList.load(der)["tbs_cert_list"]
        for row in read["revoked_certificates"] or ():
            if row["revocation_date"].native <= at:
                gone.add((read["issuer"].hashable, row["user_certificate"].native))
    own, names = path[0], {row.subject.hashable: row for row in path}
    while own is not None:
        if (own.issuer.hashable, own.serial_number) in gone:
            return True
        above = names.get(own.issuer.hashable)
        own = None if above is None or above is own or own.self_signed != "no" else above
    return False


def _fault_of(reader: PdfFileReader, embedded, status) -> str:
    if not (status.intact and status.valid):
        return "digest or signature"
    if not status.trusted:
        return "certificate"
    if not status.bottom_line:
        return "not sound as a whole"
    if reader.embedded_timestamp_signatures:
        # Long-term proofs are revisions of their own; the last of them is covered by no signature.
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        proofs = status.modification_level == ModificationLevel.LTA_UPDATES
        return "" if whole and proofs else "coverage"
    return "" if status.coverage == SignatureCoverageLevel.ENTIRE_FILE else "coverage"


def signature_of(data: bytes) -> tuple[bytes, bytes]:
    """The value of a file's seal, and the time-stamp token with it (both as they stand there)."""
    info = PdfFileReader(BytesIO(data)).embedded_regular_signatures[0].signer_info
    return info["signature"].native, token_of(info)


def token_of(signer_info: cms.SignerInfo) -> bytes:
    """The RFC 3161 token among the unsigned attributes (DER); empty if there is none."""
    attributes = signer_info["unsigned_attrs"]
    rows = attributes if isinstance(attributes, cms.CMSAttributes) else ()
    for row in rows:
        if row["type"].native == "signature_time_stamp_token":
            return row["values"][0].dump()
    return b""
