"""Where sealed files lie: below PRIVATE_ROOT, written whole or not at all, read with a check."""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError

PIECE = 256 * 1024
STAGED = ".staged-"  # how the names of unfinished files begin, here and in cms.lib.pdf.rendering


class SealBroken(DomainError):
    """The stored bytes are gone or not those that were sealed: an administrator must act."""

    code = "seal_broken"
    message = _("The stored file is damaged. Tell the administrators; the backup has a copy.")


def _full(path: str) -> Path:
    return Path(settings.PRIVATE_ROOT) / path


def stage(data: bytes, path: str) -> Path:
    """Write `data` beside its later place and sync it to the disk; `place` moves it there."""
    target = _full(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=STAGED, suffix=".pdf")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return Path(name)


def place(staged: Path, path: str) -> None:
    """Give a staged file its name, atomically, and sync the folder."""
    target = _full(path)
    staged.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def drop_staged(*, before: datetime) -> int:
    """Delete staged files last written before that moment: their writers were killed."""
    dropped = 0
    for path in Path(settings.PRIVATE_ROOT).rglob(f"{STAGED}*"):
        with contextlib.suppress(FileNotFoundError):  # placed or deleted meanwhile
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                dropped += 1
    return dropped


def read(path: str, sha256: str) -> bytes:
    """The stored bytes. Raises SealBroken unless their SHA-256 is `sha256`."""
    try:
        data = _full(path).read_bytes()
    except OSError:
        raise SealBroken from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SealBroken
    return data


def size(path: str, sha256: str) -> int:
    """The size of the stored file, once its bytes have been read through and are the sealed ones.

    Raises SealBroken. Never holds more than a piece of the file.
    """
    return sum(len(piece) for piece in pieces(path, sha256))


def pieces(path: str, sha256: str) -> Iterator[bytes]:
    """The stored bytes, piece by piece; SealBroken before the last one when they are others."""
    found, held = hashlib.sha256(), b""
    try:
        with _full(path).open("rb") as file:
            while piece := file.read(PIECE):
                found.update(piece)
                if held:
                    yield held
                held = piece
    except OSError:
        raise SealBroken from None
    if found.hexdigest() != sha256:
        raise SealBroken
    yield held
