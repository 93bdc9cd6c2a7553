"""Timestamps (RFC 3161): inside a signature over its value, or beside a file over its bytes."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from pledges.adapters import certificates
from pledges.engine.inspection import Stamp
from pledges.engine.trust import Trust


@dataclass(frozen=True)
class Token:
    """A timestamp as judged; without `status` it could not be read."""

    embedded: bool
    der: bytes
    status: TimestampSignatureStatus | None = None

    @property
    def is_whole(self) -> bool:
        """Signed by its certificate, over just these bytes."""
        return bool(self.status and self.status.valid and self.status.intact)

    @property
    def is_believed(self) -> bool:
        return self.is_whole and self.status.trusted

    @property
    def at(self) -> datetime:
        return self.status.timestamp

    def as_stamp(self, seal_root: bytes | None) -> Stamp:
        """`seal_root`: an authority under the seal's own root is no independent witness."""
        root = certificates.root_of(self.status.validation_path)
        return Stamp(
            authority=certificates.common_name(self.status.signing_cert.subject),
            at=self.at,
            embedded=self.embedded,
            is_trusted=self.is_believed,
            is_independent=self.is_believed and root != seal_root,
            der=self.der,
        )


def inside(signed: cms.SignedData, content: bytes, trust: Trust, at: datetime) -> Token:
    """A timestamp inside a signature whose value is `content`."""
    der = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return Token(True, der, _judge(signed, content, trust, at))


def beside(der: bytes, content: bytes, trust: Trust, at: datetime) -> Token:
    """A timestamp kept beside the file whose bytes are `content`."""
    try:
        signed = cms.ContentInfo.load(der)["content"]
    except ValueError:
        return Token(False, der)
    return Token(False, der, _judge(signed, content, trust, at))


def _judge(signed, content: bytes, trust: Trust, at: datetime) -> TimestampSignatureStatus | None:
    """As of the time it states, for its certificate may have expired since. None: unreadable."""
    try:
        stated = signed["encap_content_info"]["content"].parsed["gen_time"].native
        found = asyncio.run(
            validate_tst_signed_data(
                signed,
                certificates.context(trust, min(stated, at)),
                lambda algorithm: hashlib.new(algorithm, content).digest(),
            )
        )
        return TimestampSignatureStatus(**found)
    except Exception:  # hostile tokens break readers in every way there is
        return None
