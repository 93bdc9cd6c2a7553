"""Put the seal on a rendered PDF and judge it before anybody calls it sealed."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from evidence.adapters.pades import SealUnsound, check_seal, seal_pdf, signature_of
from evidence.adapters.sealer import Sealer, current_sealer
from evidence.adapters.timestamps import TimestampUnavailable, current_authorities
from evidence.engine.checks import State
from evidence.engine.findings import Flaw
from evidence.engine.trust import Trust
from evidence.flows.certificates import note_sealer
from evidence.flows.timestamps import Place, note_roots, note_token, wait_for_token
from evidence.models.certificate import SealCertificate
from evidence.models.check_labels import sentence_of
from evidence.models.stored import StoredFile
from evidence.models.timestamp import DocumentTimestamp
from evidence.queries.trust import trust_store
from evidence.queries.verification import Verdict, judge_fresh

Level = StoredFile.Level
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SealedFile:
    """Bytes with their seal; not yet stored.

    `outside`: the time inside is that of somebody else. `missing`: why the time stamp that was
    wanted is not there; empty when it is, or when no authority is set up.
    """

    data: bytes
    sha256: str
    certificate: SealCertificate
    level: Level
    outside: bool = False
    missing: str = ""


def apply_seal(*, pdf: bytes, at: datetime) -> SealedFile:
    """Seal these bytes, with the time of an authority when one is set up and answers.

    Raises SealerUnavailable and SealUnsound.
    """
    sealer = current_sealer(at)
    certificate = note_sealer(sealer=sealer, at=at)
    note_roots(at=at)
    data, level, outside, missing = _with_time(pdf, sealer, trust_store(), at)
    return SealedFile(data, hashlib.sha256(data).hexdigest(), certificate, level, outside, missing)


def _with_time(
    pdf: bytes, sealer: Sealer, trust: Trust, at: datetime
) -> tuple[bytes, Level, bool, str]:
    """(bytes, level, whether the time is of somebody else, why a wanted time is missing)."""
    authorities = current_authorities(trust, at)
    if authorities is None:
        return seal_pdf(pdf, sealer, at=at), Level.BASIC, False, ""
    long_term = settings.SEAL_LEVEL == Level.LONG_TERM
    try:
        proofs = trust if long_term else None
        data = seal_pdf(pdf, sealer, at=at, stamper=authorities, long_term=proofs)
    except TimestampUnavailable as fault:
        logger.warning("sealed without a time stamp", extra={"why": str(fault)})
        return seal_pdf(pdf, sealer, at=at), Level.BASIC, False, str(fault) or type(fault).__name__
    level = Level.LONG_TERM if long_term else Level.STAMPED
    return data, level, authorities.is_independent, ""


class HeldBack(DomainError):
    """What was sealed would not be judged sound at `/verify/`: it is not stored, and waits."""

    code = "held_back"
    message = _("Held back before storing: %(why)s")


def check_stored(*, path: Path, sealed: SealedFile, code: str, at: datetime) -> None:
    """Read a staged file back and judge it as the public check would. `code`: of its subject.

    Raises SealUnsound, and HeldBack with the reason in words.
    """
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sealed.sha256:
        raise SealUnsound(why="stored bytes")
    seal = check_seal(data, trust_store(), at)
    if seal.certificate != bytes(sealed.certificate.der):
        raise SealUnsound(why="another certificate")
    if (sealed.level != Level.BASIC) != bool(seal.token):
        raise SealUnsound(why="time stamp")
    verdict = judge_fresh(data=data, code=code, at=at)
    if not verdict.is_sound:
        raise HeldBack(why=_reason(verdict))


def _reason(verdict: Verdict) -> str:
    """The first check that fails, in a sentence; of two clocks, by how much they differ."""
    check = next(one for one in verdict.checks if one.state == State.NO)
    found = verdict.inspection
    if check.found != Flaw.TIME_CONTRADICTION or not found or not found.claimed_at:
        return sentence_of(check)
    stamped = [stamp.at for stamp in found.stamps if stamp.embedded]
    apart = abs(found.claimed_at - min(stamped))
    return str(CLOCKS) % {"minutes": round(apart / timedelta(minutes=1))}


CLOCKS = _(
    "the clocks of this server and of the time authority differ by %(minutes)s minutes. Set the "
    "clock of the server; the file is then made by itself."
)


def keep_time(*, file: StoredFile, sealed: SealedFile, at: datetime) -> DocumentTimestamp | None:
    """The token inside a stored file, noted now; or note that one is missing, which is None.

    In the storing transaction.
    """
    if sealed.missing:
        wait_for_token(file=file, problem=sealed.missing, at=at)
    if sealed.level == Level.BASIC:
        return None
    value, token = signature_of(sealed.data)
    return note_token(
        file=file,
        der=token,
        place=Place.INSIDE,
        imprint=hashlib.sha256(value).digest(),
        outside=sealed.outside,
        at=at,
    )
