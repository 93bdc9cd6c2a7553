"""RFC 3161 time stamps: authorities over HTTP, tried in order, and one of our own for the demo.

A token is believed only after its signature, its chain and the digest it speaks of were checked.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from asn1crypto import cms, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from evidence.adapters import authority
from evidence.adapters.cms_frame import TST_INFO, Frame, algorithm_of
from evidence.adapters.pades import context_of
from evidence.adapters.sealer import demo_folder, read_certificates
from evidence.engine.trust import Trust

# A policy of no authority: nobody answers for the demo's clock.
DEMO_POLICY = "1.3.6.1.4.1.99999.1"
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class TimestampUnavailable(OSError):
    """No authority gave a token that holds; the seal goes on without, and says so."""


@dataclass(frozen=True)
class Token:
    """A token (DER) that was checked."""

    der: bytes
    stamped_at: datetime
    authority: str
    valid_to: datetime  # of the authority's certificate
    certificates: tuple[bytes, ...]


class OwnAuthority(TimeStamper):
    """A time authority in this process, for demonstrations: its clock is `at`."""

    def __init__(self, issuer: authority.Issuer, chain: tuple[bytes, ...], at: datetime) -> None:
        super().__init__()
        self._key, self._at = issuer.key, at
        self._name = x509.Certificate.load(chain[0]).subject
        self._frame = Frame(chain, "sha256", algorithm_of(chain[0], "sha256"), TST_INFO)

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        info = {
            "version": "v1",
            "policy": DEMO_POLICY,
            "message_imprint": req["message_imprint"],
            "serial_number": secrets.randbits(64),
            "gen_time": self._at.astimezone(UTC).replace(microsecond=0),
            "tsa": x509.GeneralName(name="directory_name", value=self._name),
        }
        if req["nonce"].native is not None:
            info["nonce"] = req["nonce"]
        content = tsp.TSTInfo(info).dump()
        attributes = self._frame.attributes(hashlib.sha256(content).digest())
        signature = self._key.sign(attributes, ec.ECDSA(hashes.SHA256()))
        token = cms.ContentInfo.load(self._frame.wrap(attributes, signature, content=content))
        status = tsp.PKIStatusInfo({"status": "granted"})
        return tsp.TimeStampResp({"status": status, "time_stamp_token": token})


class Authorities(TimeStamper):
    """Several authorities as one: the first whose token holds. Raises TimestampUnavailable."""

    def __init__(
        self, stampers: Sequence[tuple[TimeStamper, bool]], trust: Trust, at: datetime
    ) -> None:
        super().__init__()
        self._stampers, self._trust, self._at = stampers, trust, at
        self.is_independent = False

    async def async_timestamp(self, message_digest, md_algorithm) -> cms.ContentInfo:
        problem = "no authority"
        for stamper, is_independent in self._stampers:
            try:
                found = await stamper.async_timestamp(message_digest, md_algorithm)
                await judge_token(found.dump(), message_digest, self._trust, self._at)
            except (OSError, ValueError, TypeError, AttributeError, KeyError) as fault:
                problem = f"{type(fault).__name__}: {fault}"
                continue
            self.is_independent = is_independent
            return found
        raise TimestampUnavailable(problem[:200])

    def stamp(self, digest: bytes) -> bytes:
        """A token (DER) over this SHA-256."""
        return asyncio.run(self.async_timestamp(digest, "sha256")).dump()


def is_configured() -> bool:
    return bool(settings.TIMESTAMP_URLS or settings.TIMESTAMP_DEMO)


def authority_roots(at: datetime) -> tuple[bytes, ...]:
    """The roots of the time authorities, DER. Raises SealerUnavailable for an unreadable file."""
    rows = read_certificates(settings.TIMESTAMP_ROOTS) if settings.TIMESTAMP_ROOTS else []
    if settings.TIMESTAMP_DEMO:
        rows += read_certificates(str(authority.ensure(demo_folder(), at) / "root.pem"))
    return tuple(row.public_bytes(Encoding.DER) for row in rows)


def current_authorities(trust: Trust, at: datetime) -> Authorities | None:
    """The authorities of the settings; None when there are none."""
    stampers: list[tuple[TimeStamper, bool]] = [
        (RequestsHTTPTimeStamper(url, timeout=settings.TIMESTAMP_TIMEOUT), is_outside(url))
        for url in settings.TIMESTAMP_URLS
    ]
    if settings.TIMESTAMP_DEMO:
        stampers.append((own_authority(at), False))
    return Authorities(stampers, trust, at) if stampers else None


def own_authority(at: datetime) -> OwnAuthority:
    """The demo's clock; its certificate is of the demo authority, made now if need be."""
    path = authority.ensure(demo_folder(), at) / "tsa.pem"
    rows = read_certificates(str(path))
    chain = tuple(row.public_bytes(Encoding.DER) for row in rows)
    return OwnAuthority(authority.read(path), chain, at)


def is_outside(url: str) -> bool:
    """Whether an authority is somebody else's: not this machine, nor said to be the operator's."""
    host = urlsplit(url).hostname or ""
    ours = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname
    return not (settings.TIMESTAMP_OWN or host in LOCAL_HOSTS or host == ours)


def check_token(der: bytes, digest: bytes, trust: Trust, at: datetime) -> Token:
    """Judge a token over `digest`. Raises TimestampUnavailable when it does not hold."""
    return asyncio.run(judge_token(der, digest, trust, at))


async def judge_token(der: bytes, digest: bytes, trust: Trust, at: datetime) -> Token:
    try:
        signed = cms.ContentInfo.load(der)["content"]
        found = await validate_tst_signed_data(signed, context_of(trust, at), lambda _md: digest)
    except Exception as fault:  # bytes of others can be wrong in every way there is
        raise TimestampUnavailable("not a time stamp") from fault
    status = TimestampSignatureStatus(**found)
    if not (status.intact and status.valid):
        raise TimestampUnavailable("the token is not over this digest")
    if not status.trusted:
        raise TimestampUnavailable("the authority is not trusted (TIMESTAMP_ROOTS)")
    return read_token(der)


def read_token(der: bytes) -> Token:
    """What a token says; not whether it holds."""
    signed = cms.ContentInfo.load(der)["content"]
    info = signed["encap_content_info"]["content"].parsed
    serial = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    rows = [row.chosen for row in signed["certificates"]]
    own = next(row for row in rows if row.serial_number == serial)
    return Token(
        der=der,
        stamped_at=info["gen_time"].native,
        authority=own.subject.human_friendly,
        valid_to=own.not_valid_after,
        certificates=tuple(row.dump() for row in rows),
    )
