"""Put the seal on a rendered PDF and judge it before anybody calls it sealed."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from evidence.adapters.pades import SealUnsound, check_seal, seal_pdf, signature_of
from evidence.adapters.sealer import Sealer, current_sealer
from evidence.adapters.timestamps import TimestampUnavailable, current_authorities
from evidence.engine.trust import Trust
from evidence.flows.certificates import note_sealer
from evidence.flows.timestamps import Place, note_roots, note_token, wait_for_token
from evidence.models.certificate import SealCertificate
from evidence.models.stored import StoredFile
from evidence.models.timestamp import DocumentTimestamp
from evidence.queries.trust import trust_store

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
        return seal_pdf(pdf, sealer), Level.BASIC, False, ""
    long_term = settings.SEAL_LEVEL == Level.LONG_TERM
    try:
        data = seal_pdf(pdf, sealer, stamper=authorities, long_term=trust if long_term else None)
    except TimestampUnavailable as fault:
        logger.warning("sealed without a time stamp", extra={"why": str(fault)})
        return seal_pdf(pdf, sealer), Level.BASIC, False, str(fault) or type(fault).__name__
    level = Level.LONG_TERM if long_term else Level.STAMPED
    return data, level, authorities.is_independent, ""


def check_stored(*, path: Path, sealed: SealedFile, at: datetime) -> None:
    """Read a stored file back and judge its bytes and its seal. Raises SealUnsound."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sealed.sha256:
        raise SealUnsound(why="stored bytes")
    seal = check_seal(data, trust_store(), at)
    if seal.certificate != bytes(sealed.certificate.der):
        raise SealUnsound(why="another certificate")
    if (sealed.level != Level.BASIC) != bool(seal.token):
        raise SealUnsound(why="time stamp")


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
