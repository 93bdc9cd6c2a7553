"""Certificates and revocation lists in the form the validators want."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from pyhanko.sign.validation.generic_cms import validate_cert_usage
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import SimpleTrustManager

from evidence.engine.trust import Trust

SIGNING = KeyUsageConstraints(key_usage={"non_repudiation"})


def context(trust: Trust, moment: datetime, extra: Iterable = ()) -> ValidationContext:
    """Build paths to these roots as of `moment`, without a network.

    Revocation is judged by `revocation`: a list made years later must speak for an old file too,
    which a validator that asks for a list of the moment would refuse.
    """
    roots = [asn1_x509.Certificate.load(one) for one in trust.roots]
    return ValidationContext(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        other_certs=[*(asn1_x509.Certificate.load(one) for one in trust.others), *extra],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )


@dataclass(frozen=True)
class Revocation:
    at: datetime
    why: str


@lru_cache(maxsize=32)
def _list(der: bytes) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(der)


def revocation(path: Iterable, trust: Trust) -> Revocation | None:
    """The earliest revocation on this path, from lists that the issuer signed."""
    certificates = [x509.load_der_x509_certificate(one.dump()) for one in path]
    found = [
        entry
        for der in trust.crls
        for issuer in certificates
        if _issued(crl := _list(der), issuer)
        for one in certificates
        if one.issuer == crl.issuer
        and (entry := crl.get_revoked_certificate_by_serial_number(one.serial_number))
    ]
    entry = min(found, key=lambda one: one.revocation_date_utc, default=None)
    return Revocation(entry.revocation_date_utc, _reason(entry)) if entry else None


def _issued(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    if crl.issuer != issuer.subject:
        return False
    try:
        return crl.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]
    except TypeError:  # a key of a kind that signs no lists
        return False


def _reason(entry: x509.RevokedCertificate) -> str:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.value
    except x509.ExtensionNotFound:
        return ""


def common_name(name: asn1_x509.Name) -> str:
    return str(name.native.get("common_name") or name.human_friendly)[:200]


def path_of(cert: asn1_x509.Certificate, made: ValidationContext):
    """(path, None) from a root to a certificate that may sign documents, else (None, why)."""
    paths = made.path_builder.async_build_paths_lazy(cert)
    found = asyncio.run(validate_cert_usage(cert, made, SIGNING, paths))
    return found.success_result, found.error_subindic


def root_of(path: ValidationPath | None) -> bytes | None:
    return path.first.dump() if path is not None else None
