"""The demo authority: root, intermediate, seal and time certificates of our own, made once.

Its names say 演示 in every certificate. Lists of revoked certificates run as long as their
issuer, because a list that ran out would make old files uncheckable.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEAR = timedelta(days=365)
# Certificates begin before they are made, so that demo signatures of last year fall inside.
BACK = YEAR
ROOT_NAME = "讲堂演示根证书（演示）"
SUB_NAME = "讲堂演示签发证书（演示）"
SEAL_NAME = "讲堂演示系统数字签名（演示）"
TSA_NAME = "讲堂演示时间戳（演示，非独立机构）"
ORGANISATION = "演示环境，不具法律效力"
CAN_SIGN_LISTS = {"key_cert_sign": True, "crl_sign": True}
CAN_SEAL = {"digital_signature": True, "content_commitment": True}
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True)
class Issuer:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def pem(self, *chain: x509.Certificate) -> bytes:
        """Key, own certificate, and the chain above."""
        key = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        rows = [self.certificate, *chain]
        return key + b"".join(row.public_bytes(Encoding.PEM) for row in rows)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One process at a time makes or changes the authority."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def ensure(folder: Path, at: datetime) -> Path:
    """The folder of the demo authority, made now if there is none."""
    if not (folder / "seal.pem").exists():
        with locked(folder):
            if not (folder / "seal.pem").exists():
                _make(folder, at)
    return folder


def _make(folder: Path, at: datetime) -> None:
    root = _issue(ROOT_NAME, None, at, 30 * YEAR, CAN_SIGN_LISTS)
    sub = _issue(SUB_NAME, root, at, 25 * YEAR, CAN_SIGN_LISTS)
    chain = (sub.certificate, root.certificate)
    tsa = _issue(TSA_NAME, sub, at, 12 * YEAR, {"digital_signature": True}, stamps=True)
    seal = _issue(SEAL_NAME, sub, at, 3 * YEAR, CAN_SEAL)
    write(folder / "root.pem", root.pem())
    write(folder / "sub.pem", sub.pem(root.certificate))
    write(folder / "root.crl", _list(root, [], 1, at))
    write(folder / "sub.crl", _list(sub, [], 1, at))
    write(folder / "tsa.pem", tsa.pem(*chain))
    write(folder / "seal.pem", seal.pem(*chain))  # last: its presence says that all is there


def issue_seal(folder: Path, at: datetime) -> Path:
    """A new key and certificate for the seal. The key before is overwritten."""
    with locked(folder):
        sub, root = read(folder / "sub.pem"), read(folder / "root.pem")
        seal = _issue(SEAL_NAME, sub, at, 3 * YEAR, CAN_SEAL)
        write(folder / "seal.pem", seal.pem(sub.certificate, root.certificate))
    return folder / "seal.pem"


def revoke(folder: Path, serial: int, at: datetime, *, compromised: bool) -> bytes:
    """A new list of revoked certificates (DER) with this one on it as well."""
    with locked(folder):
        sub = read(folder / "sub.pem")
        before = x509.load_der_x509_crl((folder / "sub.crl").read_bytes())
        reason = x509.ReasonFlags.key_compromise if compromised else x509.ReasonFlags.superseded
        row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
        row = row.add_extension(x509.CRLReason(reason), critical=False).build()
        number = before.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        data = _list(sub, [*before, row], number + 1, at)
        write(folder / "sub.crl", data)
    return data


def _issue(
    name: str,
    issuer: Issuer | None,
    at: datetime,
    life: timedelta,
    usage: dict[str, bool],
    *,
    stamps: bool = False,
) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    above = issuer or Issuer(None, key)  # type: ignore[arg-type] - a root signs itself
    is_ca = usage is CAN_SIGN_LISTS
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BACK)
        .not_valid_after(at + life)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**{name: usage.get(name, False) for name in USAGES}), True)
        .add_extension(identifier, critical=False)
        .add_extension(authority, critical=False)
    )
    if stamps:
        only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(only, critical=True)
    return Issuer(builder.sign(above.key, hashes.SHA256()), key)


def _list(issuer: Issuer, rows: list, number: int, at: datetime) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at - BACK if number == 1 else at)
        .next_update(issuer.certificate.not_valid_after_utc)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
    )
    for row in rows:
        builder = builder.add_revoked_certificate(row)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def read(path: Path) -> Issuer:
    """Key and first certificate of a PEM file of ours."""
    data = path.read_bytes()
    key = load_pem_private_key(data, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - we made it
    return Issuer(x509.load_pem_x509_certificates(data)[0], key)


def write(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by the server's own account only."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
