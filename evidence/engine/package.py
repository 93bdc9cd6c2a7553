"""The offline package of one pledge: everything a check needs, as files, without this product.

Plain values in, bytes out: what is in the ZIP depends on its parts and on nothing else.
"""

import base64
import hashlib
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evidence.engine.findings import Stamp
from evidence.engine.renewals import renewal_body
from evidence.engine.trust import Trust

FORMAT = "jiangtang-package/1"
PDF = "pledge.pdf"
EVIDENCE = "evidence.json"
CHAIN = "chain.json"
ROOTS = "roots.json"
SIGNED_PART = "signature/signed-part.bin"
SIGNATURE = "signature/signature.der"
SUMS = "SHA256SUMS.txt"
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass(frozen=True)
class Parts:
    """`entries`, `roots` and `paths` are JSON values as docs/evidence.md describes them."""

    subject: str
    pdf: bytes
    evidence: bytes | None
    entries: Sequence[Mapping]
    roots: Sequence[Mapping]
    paths: Sequence[Mapping]
    trust: Trust = field(default_factory=Trust)
    stamps: Sequence[Stamp] = ()
    renewals: Sequence[Stamp] = ()  # of the last of `stamps`, in order


@dataclass(frozen=True)
class Signature:
    """The last signature of a PDF, cut out: the bytes it covers and its value."""

    first: int  # length of the part before the value
    second: int  # where the part after it begins, counted from 0
    length: int  # and its length
    content: bytes
    der: bytes


def signature_of(pdf: bytes) -> Signature | None:
    """The signature with the widest range, cut out by its byte range; None without one."""
    ranges = [tuple(map(int, found)) for found in BYTE_RANGE.findall(pdf)]
    fitting = [one for one in ranges if one[0] == 0 and one[2] + one[3] <= len(pdf)]
    if not fitting:
        return None
    _zero, first, second, length = max(fitting, key=lambda one: one[2] + one[3])
    value = bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii"))
    content = pdf[:first] + pdf[second : second + length]
    return Signature(first, second, length, content, value[: der_length(value)])


def der_length(data: bytes) -> int:
    """How many bytes the DER element at the start of `data` has; the rest is padding."""
    size = data[1]
    if size < 0x80:
        return 2 + size
    octets = size & 0x7F
    return 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")


def pem(label: str, ders: Sequence[bytes]) -> bytes:
    """PEM of DER values, one after the other."""
    blocks = []
    for der in ders:
        body = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
        blocks.append(f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    return "".join(blocks).encode()


def files(parts: Parts) -> dict[str, bytes]:
    """Every file of the package but the instructions, the page and the list of digests."""
    found = {PDF: parts.pdf}
    if parts.evidence is not None:
        found[EVIDENCE] = parts.evidence
    chain = {"format": FORMAT, "subject": parts.subject, "entries": list(parts.entries)}
    found[CHAIN] = _json(chain)
    found[ROOTS] = _json({"roots": list(parts.roots), "paths": list(parts.paths)})
    found |= _certificates(parts.trust)
    signature = signature_of(parts.pdf)
    if signature is not None:
        found |= {SIGNED_PART: signature.content, SIGNATURE: signature.der}
        found |= _stamps(parts, signature)
    return found


def _certificates(trust: Trust) -> dict[str, bytes]:
    found = {}
    if trust.roots:
        found["certificates/roots.pem"] = pem("CERTIFICATE", trust.roots)
        found["certificates/others.pem"] = pem("CERTIFICATE", trust.others or trust.roots)
    for number, crl in enumerate(trust.crls, 1):
        found[f"certificates/revoked-{number}.pem"] = pem("X509 CRL", [crl])
    return found


def _stamps(parts: Parts, signature: Signature) -> dict[str, bytes]:
    """Each timestamp with the bytes it speaks of: the signature's value, the whole file, or for a
    renewal the digests of the file and of all timestamps before.
    """
    found = {}
    for number, stamp in enumerate(parts.stamps, 1):
        found[f"timestamps/{number}.der"] = stamp.der
        found[f"timestamps/{number}.data"] = (
            signature_value(signature.der) if stamp.embedded else parts.pdf
        )
    own, before = hashlib.sha256(parts.pdf).digest(), [stamp.der for stamp in parts.stamps]
    for stamp in parts.renewals:
        found[f"timestamps/{len(before) + 1}.data"] = renewal_body(own, before)
        before.append(stamp.der)
        found[f"timestamps/{len(before)}.der"] = stamp.der
    return found


def signature_value(cms: bytes) -> bytes:
    """The value of the only signer of a CMS signature (DER), which a timestamp inside speaks of."""
    content = _children(_children(cms)[1])[0]
    signer = _children(_children(content)[-1])[0]
    values = [one for one in _children(signer) if one[0] == 0x04]
    return _body(values[-1])


def _body(der: bytes) -> bytes:
    octets = der[1] & 0x7F if der[1] & 0x80 else 0
    return der[2 + octets :]


def _children(der: bytes) -> list[bytes]:
    rest, found = _body(der), []
    while rest:
        length = der_length(rest)
        found.append(rest[:length])
        rest = rest[length:]
    return found


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def sums(found: Mapping[str, bytes]) -> bytes:
    """SHA-256 of every file, as `sha256sum -c` reads it."""
    rows = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in found.items())
    return "".join(rows).encode()


def write_zip(found: Mapping[str, bytes], at: datetime) -> bytes:
    """The ZIP, uncompressed: whatever reads the format at all can read it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in found.items():
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), data)
    return out.getvalue()
