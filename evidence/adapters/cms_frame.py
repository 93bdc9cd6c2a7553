"""CMS signatures (RFC 5652) from ready-made parts: a digest goes in, ten DER headers come out.

The general builders encode and parse everything anew for each file, which costs ten times the
signature. Here all that stays the same for one certificate is encoded once.
"""

import hashlib

from asn1crypto import algos, cms, core, x509
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute

DATA = "data"
TST_INFO = "tst_info"
STAMP_ATTRIBUTE = core.ObjectIdentifier("1.2.840.113549.1.9.16.2.14").dump()
SIGNED_DATA = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
DIGESTS = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
    "sm3": "1.2.156.10197.1.401",
}
SEQUENCE, SET, OCTETS = 0x30, 0x31, 0x04


def der(tag: int, *parts: bytes) -> bytes:
    """One element of DER with these parts inside."""
    body = b"".join(parts)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + body


def identifier(oid: str, *, null: bool = False) -> bytes:
    """An AlgorithmIdentifier."""
    return der(SEQUENCE, core.ObjectIdentifier(oid).dump(), b"\x05\x00" if null else b"")


class Frame:
    """Everything around the signatures of one certificate. `chain`: DER, the own one first."""

    def __init__(
        self, chain: tuple[bytes, ...], digest: str, signature_algorithm: bytes, content=DATA
    ) -> None:
        own = x509.Certificate.load(chain[0])
        self.size = hashlib.new(digest).digest_size
        self._mark = hashlib.new(digest, b"place of the digest").digest()
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", content),
                simple_cms_attribute("message_digest", self._mark),
                simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(own)),
            ]
        )
        self._attributes = attributes.dump()
        self._type = cms.ContentType(content).dump()
        self._version = b"\x02\x01\x01" if content == DATA else b"\x02\x01\x03"
        self._digest = identifier(DIGESTS[digest])
        self._digests = der(SET, self._digest)
        self._certificates = der(0xA0, *sorted(set(chain)))
        issuer_serial = der(SEQUENCE, own.issuer.dump(), core.Integer(own.serial_number).dump())
        self._head = b"\x02\x01\x01" + issuer_serial + self._digest
        self._algorithm = signature_algorithm

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes (DER, a SET): what the signature is made over."""
        if len(digest) != self.size:
            raise ValueError("a digest of another algorithm")
        return self._attributes.replace(self._mark, digest)

    def wrap(
        self, attributes: bytes, signature: bytes, *, content: bytes = b"", stamp: bytes = b""
    ) -> bytes:
        """The finished CMS (DER), with a time-stamp token and the signed content if given."""
        signer = [
            self._head,
            b"\xa0" + attributes[1:],  # [0] IMPLICIT instead of SET
            self._algorithm,
            der(OCTETS, signature),
        ]
        if stamp:
            signer.append(der(0xA1, der(SEQUENCE, STAMP_ATTRIBUTE, der(SET, stamp))))
        inside = der(0xA0, der(OCTETS, content)) if content else b""
        signed = der(
            SEQUENCE,
            self._version,
            self._digests,
            der(SEQUENCE, self._type, inside),
            self._certificates,
            der(SET, der(SEQUENCE, *signer)),
        )
        return der(SEQUENCE, SIGNED_DATA, der(0xA0, signed))


def algorithm_of(certificate: bytes, digest: str) -> bytes:
    """The signature algorithm (DER) that goes with the key of a certificate."""
    kind = x509.Certificate.load(certificate).public_key.algorithm
    name = {"ec": f"{digest}_ecdsa", "rsa": f"{digest}_rsa"}[kind]
    value = algos.SignedDigestAlgorithm({"algorithm": name})
    return identifier(value["algorithm"].dotted, null=kind == "rsa")
