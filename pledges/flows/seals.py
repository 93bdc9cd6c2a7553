"""Put the seal on a rendered PDF and judge it before anybody calls it sealed."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pledges.adapters.pades import SealUnsound, check_seal, seal_pdf
from pledges.adapters.sealer import current_sealer
from pledges.flows.seal_certificates import note_sealer
from pledges.models.evidence import SealedDocument
from pledges.models.seal import SealCertificate
from pledges.queries.trust import trust_store

Level = SealedDocument.Level


@dataclass(frozen=True)
class SealedFile:
    """Bytes with their seal; not yet stored."""

    data: bytes
    sha256: str
    certificate: SealCertificate
    level: Level


def apply_seal(*, pdf: bytes, at: datetime) -> SealedFile:
    """Seal these bytes. Raises SealerUnavailable and SealUnsound."""
    sealer = current_sealer(at)
    certificate = note_sealer(sealer=sealer, at=at)
    data = seal_pdf(pdf, sealer)
    return SealedFile(data, hashlib.sha256(data).hexdigest(), certificate, Level.BASIC)


def check_stored(*, path: Path, sealed: SealedFile, at: datetime) -> None:
    """Read a stored file back and judge its bytes and its seal. Raises SealUnsound."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sealed.sha256:
        raise SealUnsound(why="stored bytes")
    seal = check_seal(data, trust_store(), at)
    if seal.certificate != bytes(sealed.certificate.der):
        raise SealUnsound(why="another certificate")
