"""Copies of daily roots in a folder that the product only ever adds to."""

import contextlib
import email
import os
import re
from collections.abc import Iterator
from email import policy
from pathlib import Path

DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
LIMIT = 64 * 1024


class CopyDiffers(OSError):
    """A copy of this day is there already and says something else. It is left as it is."""


def write_once(folder: Path, day: str, text: str) -> Path:
    """Write the copy of a day, or find the very same one. Raises CopyDiffers, OSError.

    Opened exclusively: whoever changed the evidence since cannot have us write over the witness.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{day}.txt"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o444)
    except FileExistsError:
        if digests_in(read_copy(path)) != digests_in(text):
            raise CopyDiffers(str(path)) from None
        return path
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()  # ours, and not whole
        raise
    return path


def read_copy(path: Path) -> str:
    """The words of a copy: of a text file, or of a letter that was kept as a file."""
    data = path.read_bytes()[:LIMIT]
    if path.suffix == ".eml":
        body = email.message_from_bytes(data, policy=policy.default).get_body(("plain",))
        return body.get_content() if body else ""
    return data.decode("utf-8", errors="replace")


def copies_in(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(file name, day, digests) of every copy in a folder, by name."""
    for path in sorted(folder.iterdir()):
        if path.suffix not in {".txt", ".eml"} or not path.is_file():
            continue
        words = read_copy(path)
        days = DAY.findall(path.stem) or DAY.findall(words)
        if days:
            yield path.name, days[0], digests_in(words)


def digests_in(words: str) -> list[str]:
    """Every SHA-256 in the words, in their order: the words around may be of any language."""
    return DIGEST.findall(words.lower())
