"""The offline package of one paper: everything a check needs, as files, without this product.

Plain values in, bytes out: what is in the ZIP depends on its parts and on nothing else.
"""

import base64
import hashlib
import io
import re
import textwrap
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cms.lib import chain
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
EMBEDDED = re.compile(rb"/Type\s*/EmbeddedFile(?![A-Za-z])")
STREAM = re.compile(rb"stream\r?\n")
LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass(frozen=True)
class Parts:
    """`entries`, `roots` and `paths` are JSON values as docs/evidence.md describes them.

    `document`: what the PDF is called, by its kind.
    """

    subject: str
    pdf: bytes
    evidence: bytes | None
    entries: Sequence[Mapping]
    roots: Sequence[Mapping]
    paths: Sequence[Mapping]
    trust: Trust = field(default_factory=Trust)
    stamps: Sequence[Stamp] = ()
    renewals: Sequence[Stamp] = ()  # of the last of `stamps`, in order
    document: str = PDF


@dataclass(frozen=True)
class Signature:
    """The seal of a PDF, cut out: the bytes it covers and its value."""

    first: int  # length of the part before the value
    second: int  # where the part after it begins, counted from 0
    length: int  # and its length
    content: bytes
    der: bytes


def signature_of(pdf: bytes) -> Signature | None:
    """The seal, cut out by its byte range: the first signature, behind which only proofs may
    stand. None without one.
    """
    ranges = [tuple(map(int, found)) for found in BYTE_RANGE.findall(pdf)]
    fitting = [one for one in ranges if one[0] == 0 and one[2] + one[3] <= len(pdf)]
    if not fitting:
        return None
    _zero, first, second, length = fitting[0]
    value = bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii"))
    content = pdf[:first] + pdf[second : second + length]
    return Signature(first, second, length, content, value[: der_length(value)])


@dataclass(frozen=True)
class Held:
    """Where an attachment lies in a PDF: its first byte, from 0, and how many there are."""

    start: int
    length: int
    packed: bool  # zlib, as FlateDecode

    @property
    def end(self) -> int:
        return self.start + self.length

    @property
    def tail(self) -> int:
        """Its first byte counted from 1, as `tail` does."""
        return self.start + 1

    @property
    def raw_tail(self) -> int:
        """The same of what is packed, without the two bytes that zlib puts before it."""
        return self.start + 3

    @property
    def raw_length(self) -> int:
        return self.length - 2


def held_in(pdf: bytes, data: bytes) -> Held | None:
    """Where `data` is attached in a PDF; None when it is not."""
    for found in EMBEDDED.finditer(pdf):
        begins = STREAM.search(pdf, found.end())
        fields = pdf[pdf.rfind(b" obj", 0, found.start()) : begins.start()] if begins else b""
        length = LENGTH.search(fields)
        if not begins or not length:
            continue
        held = Held(begins.end(), int(length[1]), b"/FlateDecode" in fields)
        raw = pdf[held.start : held.end]
        if (_unpacked(raw) if held.packed else raw) == data:
            return held
    return None


def _unpacked(raw: bytes) -> bytes:
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return b""


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
    found = {parts.document: parts.pdf}
    if parts.evidence is not None:
        found[EVIDENCE] = parts.evidence
    found[CHAIN] = _lines((chain_head(parts), parts.entries))
    found[ROOTS] = _lines(('{"roots":[', parts.roots), ('],"paths":[', parts.paths))
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


def chain_head(parts: Parts) -> str:
    """The first line of chain.json: what the entries in the lines below are of."""
    head = {"document": parts.document, "format": FORMAT, "subject": parts.subject}
    return chain.canonical(head).decode()[:-1] + ',"entries":['


def _lines(*groups: tuple[str, Sequence[Mapping]]) -> bytes:
    """JSON with one canonical row in each line, so that sed can take a row out as it was hashed.

    Each group: the line that opens its list, and its rows.
    """
    text = ""
    for head, rows in groups:
        told = ",\n".join(chain.canonical(dict(row)).decode() for row in rows)
        text += f"{head}\n{told}\n" if rows else f"{head}\n"
    return f"{text}]}}\n".encode()


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
