"""Compare a file with the stored one, byte for byte. Reads only; keeps nothing."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from pledges.adapters import vault
from pledges.models.envelope import Envelope
from pledges.models.evidence import SealedDocument
from pledges.queries.envelopes import sealed_by_digest

LIMIT = 20 * 1024 * 1024
END = re.compile(rb"%%EOF\s*\Z")


class FileTooLarge(DomainError):
    code = "file_too_large"
    message = _("The file is larger than 20 MB; no pledge is. Choose the pledge itself.")


class Answer(StrEnum):
    EQUAL = "equal"
    OTHER_PLEDGE = "other_pledge"
    TRUNCATED = "truncated"
    DIFFERENT = "different"
    NOT_PDF = "not_pdf"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """`document` is what the file equals or was compared with; `offset` the first other byte."""

    answer: Answer
    size: int
    sha256: str
    document: SealedDocument | None = None
    offset: int | None = None

    @property
    def holds(self) -> bool:
        return self.answer in {Answer.EQUAL, Answer.OTHER_PLEDGE}

    @property
    def missing(self) -> int:
        """How many bytes a cut-off file lacks, when that is known."""
        return max(0, self.document.size - self.size) if self.document else 0


def check_file(*, file, envelope: Envelope | None = None) -> Verdict:
    """Judge an uploaded file (`size`, `read`), against one pledge or against all of them.

    Raises FileTooLarge before reading, and SealBroken when the stored copy itself is damaged.
    """
    if file.size > LIMIT:
        raise FileTooLarge
    data = file.read()
    sha256 = hashlib.sha256(data).hexdigest()
    size = len(data)
    known = sealed_by_digest(sha256)
    if known is not None:
        same = envelope is None or known.envelope_id == envelope.pk
        vault.read(known.path, known.sha256)
        return Verdict(Answer.EQUAL if same else Answer.OTHER_PLEDGE, size, sha256, known)
    if not data.startswith(b"%PDF-"):
        return Verdict(Answer.NOT_PDF, size, sha256)
    if envelope is None:
        answer = Answer.UNKNOWN if END.search(data[-1024:]) else Answer.TRUNCATED
        return Verdict(answer, size, sha256)
    return _compare(data, sha256, envelope.sealed)


def _compare(data: bytes, sha256: str, sealed: SealedDocument) -> Verdict:
    stored = vault.read(sealed.path, sealed.sha256)
    offset = first_difference(data, stored)
    cut = offset == len(data) or (len(data) < len(stored) and not END.search(data[-1024:]))
    answer = Answer.TRUNCATED if cut and len(data) < len(stored) else Answer.DIFFERENT
    return Verdict(answer, len(data), sha256, sealed, offset)


def first_difference(one: bytes, other: bytes) -> int:
    """The position, from 0, of the first byte that differs; the shorter length if none does."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
