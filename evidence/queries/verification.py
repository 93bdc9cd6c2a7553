"""Compare a file with the stored ones and judge its seal. Reads only; keeps nothing."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from evidence.adapters import vault
from evidence.adapters.examine import inspect_pdf
from evidence.adapters.sandbox import inspect_stranger
from evidence.engine.assess import assess, outcome
from evidence.engine.checks import LAPSED, Answer, Check, Facts, Name, Named, Outcome, Record, State
from evidence.engine.codes import BadCode, parse_code
from evidence.engine.evidence_file import code_in
from evidence.engine.findings import Inspection
from evidence.engine.package import der_length
from evidence.engine.trust import Trust
from evidence.models.stored import StoredFile
from evidence.queries.files import files_of, sealed_by_digest, sealed_file, tokens_of
from evidence.queries.inside import inside_faults
from evidence.queries.subjects import record_for, signed_subject, subject_of
from evidence.queries.trust import trust_store
from evidence.subjects import Subject, kind_of

LIMIT = 20 * 1024 * 1024
END = re.compile(rb"%%EOF\s*\Z")
VALUE = re.compile(rb"/Contents\s*<([0-9A-Fa-f]{200,})>")
BEGINNING = 1024  # how far in a reader looks for the beginning of a PDF

OTHER = Answer.OTHER_PLEDGE
NOT_ON_FILE = Record(contradictions=("subject_missing",))


class FileTooLarge(DomainError):
    code = "file_too_large"
    message = _("The file is larger than 20 MB; nothing from here is. Choose the document itself.")


@dataclass(frozen=True)
class Verdict:
    """`document` is what the file equals or was compared with, `subject` what was signed;
    `offset` the first other byte.

    `finding` is the one word for what is wrong, or "equal".
    """

    answer: Answer | None
    finding: str
    outcome: Outcome
    checks: tuple[Check, ...]
    size: int = 0
    sha256: str = ""
    subject: Subject | None = None
    document: StoredFile | None = None
    offset: int | None = None
    inspection: Inspection | None = None

    @property
    def holds(self) -> bool:
        return self.outcome in {Outcome.VALID, Outcome.VALID_BUT, Outcome.ENDED, Outcome.ON_FILE}

    @property
    def is_another_document(self) -> bool:
        return self.answer == Answer.OTHER_PLEDGE

    @property
    def is_cut_off(self) -> bool:
        return self.answer == Answer.TRUNCATED

    @property
    def is_ours_but_not_on_file(self) -> bool:
        return self.answer == Answer.OURS

    @property
    def is_no_pdf(self) -> bool:
        return self.answer == Answer.NOT_PDF

    @property
    def is_unknown(self) -> bool:
        return self.answer == Answer.UNKNOWN

    @property
    def is_altered(self) -> bool:
        """Whether it can be said from which byte on it differs from the stored file."""
        return self.answer in {Answer.DIFFERENT, Answer.SWAPPED}

    @property
    def is_sound(self) -> bool:
        """Nothing that was checked fails; what is open only limits."""
        return self.outcome in {Outcome.VALID, Outcome.VALID_BUT}

    @property
    def missing(self) -> int:
        """How many bytes a cut-off file lacks, when that is known."""
        return max(0, self.document.size - self.size) if self.document else 0


def check_code(*, subject: Subject, at: datetime) -> Verdict:
    """What is on file for what was signed, judged anew, its stored file included."""
    record, files = record_for(subject, at), files_of(subject.subject)
    try:
        for kind in kind_of(subject.subject).sealed_kinds:
            if kind in files:
                vault.read(files[kind].path, files[kind].sha256)
    except vault.SealBroken:
        record = replace(record, contradictions=("file_damaged", *record.contradictions))
    return _conclude(Facts(record=record), subject=subject)


def judge_fresh(*, data: bytes, code: str, at: datetime) -> Verdict:
    """Judge a sealed file that is about to be stored under `code`, as `check_file` will for ever.

    The records are not asked: there are none of it yet.
    """
    trust = trust_store()
    found = inspect_pdf(data, trust, at)
    facts = Facts(Answer.EQUAL, found, bool(trust.roots), named(found, code))
    return _conclude(facts, size=len(data))


def check_file(*, file, at: datetime, subject: Subject | None = None) -> Verdict:
    """Judge an uploaded file (`size`, `read`), against one document or against all of them.

    Raises FileTooLarge before reading, and SealBroken when the stored copy itself is damaged.
    """
    if file.size > LIMIT:
        raise FileTooLarge
    data, trust = file.read(), trust_store()
    sha256 = hashlib.sha256(data).hexdigest()
    known = sealed_by_digest(sha256)
    if known is not None:
        return _stored(data, known, subject, trust, at)
    begins = data.find(b"%PDF-", 0, BEGINNING)
    if begins < 0:
        return _conclude(Facts(Answer.NOT_PDF), size=len(data), sha256=sha256)
    if begins and (known := sealed_by_digest(hashlib.sha256(data[begins:]).hexdigest())):
        return _shifted(data, sha256, known, at)
    found = inspect_stranger(data, trust, at)
    meant = subject or _meant(found)
    stored = sealed_file(meant.subject) if meant else None
    if meant is None or stored is None:
        inside = Named.STRANGER if found.evidence is not None else Named.NOBODY
        answer = _nobodys(data, found, trust)
        return _conclude(Facts(answer, found, bool(trust.roots), inside), size=len(data))
    answer, offset = _compare(data, vault.read(stored.path, stored.sha256))
    facts = Facts(answer, found, bool(trust.roots), named(found, meant.code), record_for(meant, at))
    return _conclude(facts, size=len(data), subject=meant, document=stored, offset=offset)


def _stored(
    data: bytes, known: StoredFile, subject: Subject | None, trust: Trust, at: datetime
) -> Verdict:
    """The file is one of ours, byte for byte; perhaps not the one that the code belongs to."""
    vault.read(known.path, known.sha256)
    owner = subject_of(known)
    found = inspect_pdf(data, trust, at, tokens_of(known))
    record = record_for(owner, at) if owner else NOT_ON_FILE
    inside = dict.fromkeys(fault.code for fault in inside_faults(known, found.evidence))
    if owner and inside:
        record = replace(record, contradictions=(*record.contradictions, *inside))
    facts = Facts(
        Answer.EQUAL if subject is None or subject.subject == known.subject else OTHER,
        found,
        bool(trust.roots),
        named(found, known.code),
        record,
    )
    return _conclude(facts, size=len(data), subject=owner, document=known)


def _shifted(data: bytes, sha256: str, known: StoredFile, at: datetime) -> Verdict:
    """A stored file with bytes before its beginning: no part of it stands where its seal says."""
    owner = subject_of(known)
    facts = Facts(Answer.SHIFTED, record=record_for(owner, at) if owner else NOT_ON_FILE)
    return _conclude(facts, size=len(data), sha256=sha256, subject=owner, document=known, offset=0)


def _meant(found: Inspection) -> Subject | None:
    """What was signed, as the evidence inside the file names it."""
    try:
        return signed_subject(parse_code(code_in(found.evidence)))
    except BadCode:
        return None


def named(found: Inspection, own: str) -> Named:
    """Whose document the evidence inside the file speaks of; `own` is the code of the file's."""
    code = code_in(found.evidence)
    if not code:
        return Named.NOBODY
    return Named.SAME if code == own else Named.OTHER


def _nobodys(data: bytes, found: Inspection, trust: Trust) -> Answer:
    """A file that nothing on file can be the original of."""
    if not END.search(data[-1024:]) and not found.is_signed:
        return Answer.TRUNCATED
    # Others seal under the roots of time authorities, too: ours is what sealed here.
    ours = found.certificate is not None and found.certificate.der in trust.others
    return Answer.OURS if ours and found.holds else Answer.UNKNOWN


def _compare(data: bytes, stored: bytes) -> tuple[Answer, int]:
    offset = first_difference(data, stored)
    if VALUE.sub(b"", data) == VALUE.sub(b"", stored) and _values(data) != _values(stored):
        return Answer.SWAPPED, offset
    cut = offset == len(data) or not END.search(data[-1024:])
    truncated = cut and len(data) < len(stored)
    return Answer.TRUNCATED if truncated else Answer.DIFFERENT, offset


def _values(data: bytes) -> list[bytes]:
    """Each signature of a file without the room behind it, in which anything may be written."""
    values = (
        bytes.fromhex(f"{one.decode()}0"[: len(one) + len(one) % 2]) for one in VALUE.findall(data)
    )
    return [value[: der_length(value)] for value in values]


def _conclude(facts: Facts, **known) -> Verdict:
    checks, found = assess(facts), facts.inspection
    if found is not None:
        known |= {"sha256": found.sha256}
    return Verdict(
        answer=facts.answer,
        finding=_finding(facts, checks),
        outcome=outcome(facts, checks),
        checks=checks,
        inspection=found,
        **known,
    )


def _finding(facts: Facts, checks: Sequence[Check]) -> str:
    """The most telling of what does not hold: how the file was changed, rather than that it was."""
    telling = {
        *(Answer.OTHER_PLEDGE, Answer.TRUNCATED, Answer.SWAPPED, Answer.SHIFTED),
        Answer.NOT_PDF,
    }
    if facts.answer in telling:
        return str(facts.answer)
    if facts.named == Named.OTHER:
        return "evidence_of_other"
    failed = (c.found for c in checks if c.state == State.NO and c.name != Name.BYTES)
    lapsed = (c.found for c in checks if c.name == Name.RENEWAL and c.found in LAPSED)
    return str(next(chain(failed, lapsed), facts.answer or Outcome.ON_FILE))


def first_difference(one: bytes, other: bytes) -> int:
    """The position, from 0, of the first byte that differs; the shorter length if none does."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
