"""Whose key makes the seal: a file, a PKCS#11 device, or a signing server behind HTTP.

A sealer signs bytes and knows its certificates; how a PDF is written around that is `pades`.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Protocol

import requests
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key, pkcs12
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from evidence.adapters import authority
from evidence.adapters.cms_frame import algorithm_of, identifier

DIGEST = "sha256"
PEM_MARK = b"-----BEGIN"


class SealerUnavailable(DomainError):
    """Nothing can be sealed now; what was signed waits."""

    code = "sealer_unavailable"
    message = _("The key of the seal cannot be used: %(why)s. Tell the administrators.")


class SealerMissing(SealerUnavailable):
    code = "sealer_missing"
    message = _(
        "No certificate for the seal is set up, and the demo certificate is not allowed here."
    )


class Sealer(Protocol):
    """`chain`: DER, the own certificate first; `crls`: DER; `algorithm`: DER of the signature's."""

    name: str
    chain: tuple[bytes, ...]
    crls: tuple[bytes, ...]
    digest: str
    algorithm: bytes

    def sign(self, attributes: bytes) -> bytes:
        """The signature value over these bytes. Raises SealerUnavailable."""


class FileSealer:
    """A key in a file (PKCS#12, or PEM with key and certificates), loaded once."""

    name = "file"
    digest = DIGEST

    def __init__(self, path: Path, password: str = "", crls: Sequence[bytes] = ()) -> None:
        self._key, rows = load_key_file(path, password)
        self.chain = ordered(rows)
        self.crls = tuple(crls)
        self.algorithm = algorithm_of(self.chain[0], self.digest)

    @classmethod
    def from_settings(cls, at: datetime) -> "FileSealer":
        if settings.SEAL_KEY_FILE:
            return _file_sealer(
                settings.SEAL_KEY_FILE,
                settings.SEAL_KEY_PASSWORD,
                _age(settings.SEAL_KEY_FILE),
                tuple(settings.SEAL_CRL_FILES),
            )
        if not settings.SEAL_ALLOW_DEMO_CA:
            raise SealerMissing
        folder = authority.ensure(demo_folder(), at)
        lists = (str(folder / "root.crl"), str(folder / "sub.crl"))
        path = str(folder / "seal.pem")
        return _file_sealer(path, "", _age(path) + _age(lists[1]), lists)

    def sign(self, attributes: bytes) -> bytes:
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(attributes, ec.ECDSA(hashes.SHA256()))
        return self._key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())


@lru_cache(maxsize=8)
def _file_sealer(path: str, password: str, age: int, lists: tuple[str, ...]) -> FileSealer:
    """One per key file and change of it: reading a key costs more than signing with it."""
    return FileSealer(Path(path), password, read_crls(lists))


class Pkcs11Sealer:
    """A key that never leaves its device; needs the package python-pkcs11."""

    name = "pkcs11"
    digest = DIGEST

    def __init__(self, key, chain: tuple[bytes, ...], crls: Sequence[bytes] = ()) -> None:
        self._key, self.chain, self.crls = key, chain, tuple(crls)
        self.algorithm = algorithm_of(chain[0], self.digest)

    @classmethod
    def from_settings(cls, at: datetime) -> "Pkcs11Sealer":
        return _pkcs11_sealer(
            settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN, settings.SEAL_PKCS11_KEY
        )

    def sign(self, attributes: bytes) -> bytes:
        pkcs11 = _pkcs11()
        try:
            if asn1_x509.Certificate.load(self.chain[0]).public_key.algorithm == "rsa":
                return self._key.sign(attributes, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
            digest = hashlib.sha256(attributes).digest()
            pair = self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
        except pkcs11.PKCS11Error as fault:
            raise SealerUnavailable(why=f"PKCS#11 {type(fault).__name__}") from fault
        return import_module("pkcs11.util.ec").encode_ecdsa_signature(pair)


def _pkcs11():
    try:
        return import_module("pkcs11")
    except ImportError:
        why = _("the Python package python-pkcs11 is not installed")
        raise SealerUnavailable(why=why) from None


@lru_cache(maxsize=1)
def _pkcs11_sealer(module: str, token: str, label: str) -> Pkcs11Sealer:
    pkcs11 = _pkcs11()
    try:
        device = pkcs11.lib(module).get_token(token_label=token)
        session = device.open(user_pin=settings.SEAL_PKCS11_PIN)
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
    except pkcs11.PKCS11Error as fault:
        raise SealerUnavailable(why=f"PKCS#11 {type(fault).__name__}") from fault
    return Pkcs11Sealer(key, read_chain(), read_crls(tuple(settings.SEAL_CRL_FILES)))


class RemoteSealer:
    """A signing server: it gets the digest of the signed attributes and returns the signature.

    GET gives its algorithms and, unless SEAL_CHAIN_FILE does, its certificates; POST signs. Both
    the digest and the attributes themselves are sent, because SM2 mixes the signer's identity into
    the digest. The file itself never leaves the house.
    """

    name = "remote"

    def __init__(self, url: str, token: str, timeout: float, *, chain: tuple[bytes, ...] = ()):
        self._url, self._timeout = url, timeout
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        about = self._ask("get")
        self.digest = about.get("digest_algorithm", DIGEST)
        if self.digest not in hashlib.algorithms_available:
            raise SealerUnavailable(why=f"digest {self.digest}")
        rows = chain or tuple(base64.b64decode(row) for row in about.get("certificates", ()))
        if not rows:
            raise SealerUnavailable(why=_("the signing server has no certificate"))
        self.chain = ordered([x509.load_der_x509_certificate(row) for row in rows])
        self.crls = read_crls(tuple(settings.SEAL_CRL_FILES))
        named = about.get("signature_algorithm", "")
        self._oid = named
        self.algorithm = identifier(named) if named else algorithm_of(self.chain[0], self.digest)

    @classmethod
    def from_settings(cls, at: datetime) -> "RemoteSealer":
        return _remote_sealer(
            settings.SEAL_REMOTE_URL, settings.SEAL_REMOTE_TOKEN, settings.SEAL_CHAIN_FILE
        )

    def sign(self, attributes: bytes) -> bytes:
        answer = self._ask(
            "post",
            json={
                "digest_algorithm": self.digest,
                "signature_algorithm": self._oid,
                "digest": hashlib.new(self.digest, attributes).hexdigest(),
                "attributes": base64.b64encode(attributes).decode(),
            },
        )
        try:
            return base64.b64decode(answer["signature"], validate=True)
        except (KeyError, TypeError, ValueError) as fault:
            why = _("the signing server gave no signature")
            raise SealerUnavailable(why=why) from fault

    def _ask(self, method: str, **values) -> dict:
        try:
            reply = requests.request(
                method, self._url, headers=self._headers, timeout=self._timeout, **values
            )
            reply.raise_for_status()
            answer = reply.json()
        except (requests.RequestException, ValueError) as fault:
            why = _("the signing server does not answer")
            raise SealerUnavailable(why=why) from fault
        if not isinstance(answer, dict):
            raise SealerUnavailable(why=_("the signing server does not answer"))
        return answer


@lru_cache(maxsize=1)
def _remote_sealer(url: str, token: str, chain_file: str) -> RemoteSealer:
    chain = read_chain() if chain_file else ()
    return RemoteSealer(url, token, settings.SEAL_REMOTE_TIMEOUT, chain=chain)


def current_sealer(at: datetime) -> Sealer:
    """The sealer that the settings name. Raises SealerUnavailable."""
    return import_string(settings.SEALER).from_settings(at)


def demo_folder() -> Path:
    return Path(settings.PRIVATE_ROOT) / "seal"


def is_demo() -> bool:
    """Whether the seal is that of the demo authority."""
    return settings.SEALER.endswith(".FileSealer") and not settings.SEAL_KEY_FILE


def load_key_file(path: Path, password: str):
    """(key, certificates) of a PKCS#12 or PEM file. Raises SealerUnavailable."""
    secret = password.encode() or None
    try:
        data = path.read_bytes()
        if data.lstrip().startswith(PEM_MARK):
            key, rows = load_pem_private_key(data, secret), x509.load_pem_x509_certificates(data)
        else:
            key, own, others = pkcs12.load_key_and_certificates(data, secret)
            rows = [row for row in (own, *others) if row]
    except OSError as fault:
        raise SealerUnavailable(why=fault.strerror) from fault
    except (ValueError, TypeError) as fault:
        why = _("the key file cannot be read, or its password is wrong")
        raise SealerUnavailable(why=why) from fault
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SealerUnavailable(why=_("the key is neither ECDSA nor RSA"))
    own = [row for row in rows if row.public_key() == key.public_key()]
    if not own:
        raise SealerUnavailable(why=_("no certificate in the file belongs to the key"))
    return key, [own[0], *(row for row in rows if row != own[0])]


def ordered(rows: Sequence[x509.Certificate]) -> tuple[bytes, ...]:
    """The chain from the first certificate upwards, DER. Raises SealerUnavailable."""
    chain = [rows[0]]
    try:
        usage = rows[0].extensions.get_extension_for_class(x509.KeyUsage).value
        fit = usage.content_commitment
    except x509.ExtensionNotFound:
        fit = False
    if not fit:
        why = _("the certificate lacks the key usage “content commitment” (non-repudiation)")
        raise SealerUnavailable(why=why)
    while chain[-1].issuer != chain[-1].subject:
        above = [row for row in rows if row.subject == chain[-1].issuer and row not in chain]
        if not above:
            break
        chain.append(above[0])
    return tuple(row.public_bytes(Encoding.DER) for row in chain)


def read_chain() -> tuple[bytes, ...]:
    """The certificates of SEAL_CHAIN_FILE, the own one first."""
    return ordered(read_certificates(settings.SEAL_CHAIN_FILE))


def read_certificates(path: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError) as fault:
        why = _("the file with the certificates cannot be read")
        raise SealerUnavailable(why=why) from fault


def read_crls(paths: tuple[str, ...]) -> tuple[bytes, ...]:
    """Revocation lists, PEM or DER, as DER."""
    found = []
    for path in paths:
        try:
            data = Path(path).read_bytes()
            is_pem = data.lstrip().startswith(PEM_MARK)
            load = x509.load_pem_x509_crl if is_pem else x509.load_der_x509_crl
            found.append(load(data).public_bytes(Encoding.DER))
        except (OSError, ValueError) as fault:
            why = _("a revocation list cannot be read")
            raise SealerUnavailable(why=why) from fault
    return tuple(found)


def _age(path: str) -> int:
    """When the file was changed, 0 if it is not there: a new key is used without a restart."""
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0
