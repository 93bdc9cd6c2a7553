"""Judge one PDF from its bytes and a set of certificates: `inspect_pdf`. No network, no clock.

For files that strangers give, see `evidence.adapters.sandbox`: the same in a process of its own.
"""

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from evidence.adapters import certificates, revisions
from evidence.adapters import tokens as stamps
from evidence.engine.findings import Certificate, Flaw, Inspection, Stamp
from evidence.engine.renewals import BESIDE, RENEWAL, Kept, prove
from evidence.engine.trust import Trust

SLACK = timedelta(minutes=5)  # how far a claimed time may lie after the proven one: two clocks
LATEST = timedelta(days=1)  # how long a signature may wait for the timestamp inside it
END = re.compile(rb"%%EOF\s*\Z")
# What does not hold is an answer here, not a fault of ours: no tracebacks in the log.
for name in ("pyhanko.sign.validation", "pyhanko.sign.diff_analysis"):
    logging.getLogger(name).setLevel(logging.CRITICAL)
PERMISSIONS = {
    MDPPerm.NO_CHANGES: "no_changes",
    MDPPerm.FILL_FORMS: "fill_forms",
    MDPPerm.ANNOTATE: "annotate",
}
DISTRUST = {
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Flaw.CERTIFICATE_EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Flaw.CERTIFICATE_EXPIRED,
    AdESIndeterminate.EXPIRED: Flaw.CERTIFICATE_EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: Flaw.CERTIFICATE_EXPIRED,
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Flaw.CERTIFICATE_UNSUITED,
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: Flaw.CERTIFICATE_UNSUITED,
}


def inspect_pdf(data: bytes, trust: Trust, at: datetime, kept: Sequence[Kept] = ()) -> Inspection:
    """What these bytes prove as of `at`; `kept`: every timestamp on record for them, in order.

    Fails closed: whatever cannot be read is a flaw, never an exception.
    """
    known = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    try:
        if revisions.is_locked(data):
            return Inspection(flaws=(Flaw.LOCKED,), **known)
        return _inspect(data, trust, at, kept, known)
    except Exception:  # hostile files break readers in every way there is
        return Inspection(flaws=(Flaw.UNREADABLE,), **known)


def _inspect(
    data: bytes, trust: Trust, at: datetime, kept: Sequence[Kept], known: dict
) -> Inspection:
    reader = PdfFileReader(BytesIO(data), strict=False)
    evidence = revisions.evidence_in(data)
    known = known | {
        "revisions": reader.xrefs.total_revisions,
        "evidence": evidence,
        "evidence_sha256": hashlib.sha256(evidence).hexdigest() if evidence is not None else "",
    }
    seals = [Seal(one, data, trust, at, kept) for one in reader.embedded_regular_signatures]
    if not seals:
        return _unsigned(data, trust, at, kept, known)
    seal = next((one for one in seals if one.path is not None), seals[0])
    flaws = {*_after(data, reader), *(flaw for one in seals for flaw in one.flaws())}
    return Inspection(
        flaws=tuple(sorted(flaws, key=list(Flaw).index)),
        signatures=len(seals),
        covers_all=any(one.covers_all for one in seals),
        permission=PERMISSIONS.get(seal.signature.docmdp_level, ""),
        claimed_at=seal.claimed_at,
        certificate=seal.certificate(),
        stamps=seal.stamps(),
        renewals=_renewals(seal.chain, certificates.root_of(seal.path)),
        proof=seal.proof,
        **known,
    )


def _unsigned(
    data: bytes, trust: Trust, at: datetime, kept: Sequence[Kept], known: dict
) -> Inspection:
    chain = stamps.judge_kept(kept, stamps.Stamped(data), trust, at)
    proof = prove([token.as_link(one, trust, None) for one, token in chain], at)
    beside = [token for one, token in chain if one.place != RENEWAL]
    return Inspection(
        flaws=(Flaw.UNSIGNED, *(proof.flaws if proof else ())),
        stamps=tuple(one.as_stamp(None) for one in beside if one.is_whole),
        renewals=_renewals(chain, None),
        proof=proof,
        **known,
    )


def _renewals(chain: Sequence[tuple[Kept, stamps.Token]], root: bytes | None) -> tuple[Stamp, ...]:
    readable = [token for one, token in chain if one.place == RENEWAL and token.status]
    return tuple(token.as_stamp(root) for token in readable)


class Seal:
    """One signature of the file, judged as of its proven time, else of the time it claims."""

    def __init__(
        self,
        signature: EmbeddedPdfSignature,
        data: bytes,
        trust: Trust,
        at: datetime,
        kept: Sequence[Kept],
    ) -> None:
        self.signature, self.data = signature, data
        value = signature.signer_info["signature"].native
        inside = [
            stamps.inside(one, value, trust, at)
            for one in extract_tst_data_iter(signature.signer_info, signed=False)
        ]
        judged = stamps.judge_kept(kept, stamps.Stamped(data, value), trust, at)
        self.tokens = [*inside, *(token for one, token in judged if one.place == BESIDE)]
        self.chain = judged or stamps.as_kept(inside)
        self.claimed_at = signature.self_reported_timestamp
        stamped_at = min((one.at for one in self.tokens if one.is_believed), default=None)
        moment = min(stamped_at or self.claimed_at or at, at)
        made = certificates.context(trust, moment, signature.other_embedded_certs)
        self.status = validate_pdf_signature(signature, made)
        # Asked apart, because pyHanko asks nothing more once the bytes do not fit.
        self.path, self.distrust = certificates.path_of(signature.signer_cert, made)
        root = certificates.root_of(self.path)
        self.proof = prove([token.as_link(one, trust, root) for one, token in self.chain], at)
        # A timestamp that ran out and was not renewed in time speaks for nobody any more.
        self.proven_at = stamped_at if self.proof and self.proof.stands else None
        self.revocation = certificates.revocation(self.path or [signature.signer_cert], trust)

    @property
    def covers_all(self) -> bool:
        return self.status.coverage == SignatureCoverageLevel.ENTIRE_FILE

    def certificate(self) -> Certificate:
        cert, revoked = self.signature.signer_cert, self.revocation
        return Certificate(
            name=certificates.common_name(cert.subject),
            issuer=certificates.common_name(cert.issuer),
            serial=f"{cert.serial_number:x}",
            sha256=cert.sha256.hex(),
            begins=cert.not_valid_before,
            ends=cert.not_valid_after,
            der=cert.dump(),
            is_trusted=self.path is not None,
            revoked_at=revoked.at if revoked else None,
            revoked_why=revoked.why if revoked else "",
        )

    def stamps(self):
        root = certificates.root_of(self.path)
        return tuple(one.as_stamp(root) for one in self.tokens if one.is_whole)

    def flaws(self) -> Iterator[Flaw]:
        yield from self._of_bytes()
        yield from self._of_certificate()
        yield from self._of_time()

    def _of_bytes(self) -> Iterator[Flaw]:
        if not self.status.valid:
            yield Flaw.SIGNATURE_FORGED
        if not self.status.intact:
            yield Flaw.BYTES_CHANGED if _fits(self.signature, self.data) else Flaw.REWRITTEN
            return
        level, end = self.status.modification_level, _end(self.signature)
        if level is not None and level <= ModificationLevel.LTA_UPDATES and self.status.docmdp_ok:
            # Bytes behind the end that are no revision are told by `_after`.
            if self.signature.reader.xrefs.total_revisions > self.signature.signed_revision + 1:
                yield from revisions.more_than_proofs(self.data[:end], self.data)
            return
        yield from revisions.changes(self.data[:end], self.data)

    def _of_certificate(self) -> Iterator[Flaw]:
        if self.path is None:
            yield DISTRUST.get(self.distrust, Flaw.AUTHORITY_UNKNOWN)
        revoked = self.revocation
        # Who holds a stolen key can claim any time: only a proven one speaks for the file.
        if revoked and (self.proven_at is None or self.proven_at >= revoked.at):
            yield Flaw.CERTIFICATE_REVOKED

    def _of_time(self) -> Iterator[Flaw]:
        if not all(one.is_whole for one in self.tokens):
            yield Flaw.STAMP_BROKEN
        stamped = [one.at for one in self.tokens if one.embedded and one.is_believed]
        if stamped and self.claimed_at:
            late = min(stamped) - self.claimed_at
            if late < -SLACK or late > LATEST:
                yield Flaw.TIME_CONTRADICTION
        if self.proof:
            yield from self.proof.flaws


def _after(data: bytes, reader: PdfFileReader) -> Iterator[Flaw]:
    """Bytes after the last signature that are no revision of the document."""
    last = max(reader.embedded_signatures, key=_end)
    is_last = last.signed_revision + 1 == reader.xrefs.total_revisions
    if data[_end(last) :] and (is_last or not END.search(data)):
        yield Flaw.JUNK_APPENDED


def _end(signature: EmbeddedPdfSignature) -> int:
    return int(signature.byte_range[2]) + int(signature.byte_range[3])


def _fits(signature: EmbeddedPdfSignature, data: bytes) -> bool:
    """Whether the signature's value lies in the gap that its byte range leaves."""
    _first, gap, rest, _length = (int(one) for one in signature.byte_range)
    try:
        return bytes.fromhex(data[gap + 1 : rest - 1].decode("ascii")) == signature.pkcs7_content
    except ValueError:
        return False
