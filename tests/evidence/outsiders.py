"""Other people's programs that judge our files: poppler's pdfsig and plain openssl."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import pem

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing")
needs_pdfsig = pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler is missing")


def split(data: bytes, place: int = 0) -> tuple[bytes, bytes]:
    """(what the signature number `place` covers, its CMS) cut out by the ByteRange alone."""
    a, b, c, d = (int(part) for part in BYTE_RANGE.findall(data)[place])
    signature = data[a + b : c].strip(b"<>")
    raw = bytes.fromhex(signature.decode())
    size = int.from_bytes(raw[2:4], "big") + 4  # the rest is room that was not needed
    return data[a : a + b] + data[c : c + d], raw[:size]


def write_pem(path: Path, rows: tuple[bytes, ...], kind: str = "CERTIFICATE") -> Path:
    path.write_bytes(b"".join(pem.armor(kind, row) for row in rows))
    return path


def openssl_cms(data: bytes, roots: tuple[bytes, ...], folder: Path) -> bool:
    """`openssl cms -verify` over the ByteRange, with our root only."""
    covered, signature = split(data)
    (folder / "covered.bin").write_bytes(covered)
    (folder / "seal.der").write_bytes(signature)
    return _ok(
        *("openssl", "cms", "-verify", "-binary", "-inform", "DER"),
        *("-in", folder / "seal.der", "-content", folder / "covered.bin"),
        *("-CAfile", write_pem(folder / "root.pem", roots), "-out", "/dev/null"),
    )


def openssl_ts(data: bytes, token: bytes, roots: tuple[bytes, ...], folder: Path) -> bool:
    """`openssl ts -verify` of a token over these bytes."""
    (folder / "stamped.bin").write_bytes(data)
    (folder / "token.der").write_bytes(token)
    return _ok(
        *("openssl", "ts", "-verify", "-data", folder / "stamped.bin"),
        *("-in", folder / "token.der", "-token_in"),
        *("-CAfile", write_pem(folder / "root.pem", roots)),
    )


def _ok(*command) -> bool:
    return subprocess.run([*map(str, command)], capture_output=True, check=False).returncode == 0


def pdfsig(path: Path) -> str:
    """What poppler says about the signatures of a file."""
    done = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False)
    return done.stdout
