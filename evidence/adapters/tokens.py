"""Timestamps (RFC 3161): inside a signature over its value, or beside a file over its bytes."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from evidence.adapters import certificates
from evidence.engine.findings import Stamp
from evidence.engine.renewals import BESIDE, INSIDE, RENEWAL, Kept, Link, renewal_body
from evidence.engine.trust import Trust


@dataclass(frozen=True)
class Token:
    """A timestamp as judged; without `status` it could not be read."""

    embedded: bool
    der: bytes
    status: TimestampSignatureStatus | None = None
    fits: bool = False

    @property
    def is_sound(self) -> bool:
        """Signed by its certificate, whatever it speaks of."""
        return bool(self.status and self.status.valid and self.status.intact)

    @property
    def is_whole(self) -> bool:
        """Signed by its certificate, over just these bytes."""
        return self.is_sound and self.fits

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

    def as_link(self, kept: Kept, trust: Trust, seal_root: bytes | None) -> Link:
        """As a link of the chain of renewals; an unreadable token has neither time nor end."""
        if self.status is None:
            return Link(kept.number, kept.place)
        stamp, signer = self.as_stamp(seal_root), self.status.signing_cert
        revoked = certificates.revocation(self.status.validation_path or [signer], trust)
        ends = signer.not_valid_after
        return Link(
            number=kept.number,
            place=kept.place,
            is_whole=self.is_sound,
            fits=self.fits,
            is_trusted=bool(self.status.trusted),
            is_independent=stamp.is_independent,
            authority=stamp.authority,
            at=self.at,
            until=min(ends, revoked.at) if revoked else ends,
        )


def inside(signed: cms.SignedData, content: bytes, trust: Trust, at: datetime) -> Token:
    """A timestamp inside a signature whose value is `content`."""
    der = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return Token(True, der, *_judge(signed, content, trust, at))


def beside(der: bytes, content: bytes, trust: Trust, at: datetime) -> Token:
    """A timestamp kept beside the file; `content` is what it has to speak of."""
    try:
        signed = cms.ContentInfo.load(der)["content"]
    except ValueError:
        return Token(False, der)
    return Token(False, der, *_judge(signed, content, trust, at))


@dataclass(frozen=True)
class Stamped:
    """What the tokens of one file speak of: its bytes, and the value of its signature if any."""

    data: bytes
    value: bytes = b""

    def content(self, kept: Kept, before: Sequence[Kept]) -> bytes:
        if kept.place == RENEWAL:
            own = hashlib.sha256(self.data).digest()
            return renewal_body(own, [one.der for one in before])
        return self.value if kept.place == INSIDE else self.data


def judge_kept(
    kept: Sequence[Kept], stamped: Stamped, trust: Trust, at: datetime
) -> list[tuple[Kept, Token]]:
    """Every token that is kept for a file, each with what it has to speak of."""
    return [
        (one, beside(one.der, stamped.content(one, kept[:place]), trust, at))
        for place, one in enumerate(kept)
    ]


def as_kept(tokens: Sequence[Token]) -> list[tuple[Kept, Token]]:
    """The first token of a file for which none is kept on record."""
    believed = sorted((one for one in tokens if one.is_believed), key=lambda one: one.at)
    return [(Kept(1, INSIDE if one.embedded else BESIDE, one.der), one) for one in believed[:1]]


def _judge(
    signed, content: bytes, trust: Trust, at: datetime
) -> tuple[TimestampSignatureStatus | None, bool]:
    """As of the time it states, for its certificate may have expired since. None: unreadable.

    Whether it speaks of `content` is told apart from whether it is sound.
    """
    try:
        info = signed["encap_content_info"]["content"].parsed
        stated, imprint = info["gen_time"].native, info["message_imprint"]
        told = imprint["hashed_message"].native
        found = asyncio.run(
            validate_tst_signed_data(
                signed, certificates.context(trust, min(stated, at)), lambda _algorithm: told
            )
        )
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        fits = hashlib.new(algorithm, content).digest() == told
        return TimestampSignatureStatus(**found), fits
    except Exception:  # hostile tokens break readers in every way there is
        return None, False
