"""The nightly walk over everything that was recorded: what does not hold is named."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from cms.lib.locks import holding
from evidence.adapters import vault
from evidence.adapters.examine import inspect_pdf
from evidence.engine.assess import assess
from evidence.engine.checks import RENEWAL_LATE, Answer, Facts, Fault, Named, State
from evidence.engine.events import EvidenceKind
from evidence.engine.findings import Inspection
from evidence.flows.chain import ChainName, Event, record
from evidence.flows.rows import sweep_rows
from evidence.models.anchor import EvidenceCheck, EvidenceRoot
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.chains import broken_chains
from evidence.queries.files import is_sealed_kind, tokens_of
from evidence.queries.inside import inside_faults
from evidence.queries.kept import CHECK
from evidence.queries.records import file_contradictions
from evidence.queries.roots import copy_faults, gap_faults, remembered_faults, root_faults
from evidence.queries.rows import row_faults, vouch
from evidence.queries.trust import trust_faults, trust_store
from evidence.queries.verification import named
from evidence.subjects import CONTRADICTIONS, SUBJECTS, FileBeside, FileKind

LATE = timedelta(days=1)
CHUNK = 1000
NIGHT = ChainName("check:night")
logger = logging.getLogger(__name__)


@dataclass
class Walk:
    """What one walk has read so far."""

    entries: int = 0
    documents: int = 0
    roots: int = 0


def check_everything(*, at: datetime) -> EvidenceCheck:
    """Walk chains, rows, files and roots; keep the outcome and tell those who must know."""
    sweep_rows(at=at)
    walk = Walk(EvidenceEntry.objects.count(), roots=EvidenceRoot.objects.count())
    parts: dict[str, Callable[[], Iterable[Fault]]] = {
        "chains": chain_faults,
        "papers": paper_faults,
        "rows": row_faults,
        "records": record_faults,
        "due": lambda: due_faults(at),
        "roots": root_faults,
        "days": lambda: gap_faults(at),
        "earlier checks": remembered_faults,
        "copies": lambda: copy_faults(trust_store(), at),
        "certificates": trust_faults,
        "contradictions": contradictions,
        "files": lambda: file_faults(walk, at),
    }
    faults = [fault for name, part in parts.items() for fault in _walked(name, part)]
    check = _keep(walk, faults, at)
    if faults:
        transaction.on_commit(lambda: _alarm(check), robust=True)
    return check


def _walked(name: str, part: Callable[[], Iterable[Fault]]) -> Iterator[Fault]:
    """One part of the walk; a part that cannot be walked is a fault, and the others go on."""
    try:
        yield from part()
    except (OSError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        logger.exception("a part of the walk failed", extra={"part": name})
        yield Fault("walk_failed", name)


@transaction.atomic
def _keep(walk: Walk, faults: list[Fault], at: datetime) -> EvidenceCheck:
    """The outcome, in a chain of its own, with the newest root that the next walk asks for."""
    holding(EvidenceCheck.objects).order_by("-pk").first()  # one walk at a time writes its outcome
    newest = EvidenceRoot.objects.order_by("-day").first()
    check = EvidenceCheck.objects.create(
        at=at,
        entries=walk.entries,
        documents=walk.documents,
        roots=walk.roots,
        faults=[asdict(fault) for fault in faults],
        newest_day=newest.day if newest else None,
        newest_digest=newest.digest if newest else "",
    )
    data = {"faults": len(faults), "newest": check.newest_digest, **vouch((CHECK, check))}
    record(Event(NIGHT, EvidenceKind.WALKED, at, data))
    return check


def contradictions() -> Iterator[Fault]:
    """What apps' rows say against each other, besides their papers."""
    for find in CONTRADICTIONS:
        yield from find()


def chain_faults() -> Iterator[Fault]:
    """Chains in which an entry does not follow the one before."""
    for broken in broken_chains():
        yield Fault("chain_broken", f"{broken.code}/{broken.seq}")


def paper_faults() -> Iterator[Fault]:
    """What the rows of every kind of paper say otherwise than their evidence."""
    for kind in SUBJECTS:
        yield from kind.contradictions()


def record_faults() -> Iterator[Fault]:
    """Rows of stored files and their timestamps, held against the entries that speak of them."""
    told = EvidenceEntry.objects.filter(kind=EvidenceKind.SEALED)
    for names in _in_pieces(told.order_by("subject").values_list("subject", flat=True).distinct()):
        entries, files = _gathered(names)
        for name in names:
            for code in file_contradictions(files.get(name, ()), entries.get(name, ())):
                yield Fault(code, name)
    silent = StoredFile.objects.exclude(Exists(told.filter(subject=OuterRef("subject"))))
    for name in silent.order_by("subject").values_list("subject", flat=True).distinct():
        yield Fault("file_without_evidence", name)


def _gathered(names: list[str]) -> tuple[dict, dict]:
    """(entries about files, stored files with their timestamps), both by subject."""
    about = [EvidenceKind.SEALED.value, EvidenceKind.STAMPED.value]
    rows = EvidenceEntry.objects.filter(subject__in=names, kind__in=about).order_by("seq")
    stored = StoredFile.objects.filter(subject__in=names).prefetch_related("timestamps")
    return _by_subject(rows), _by_subject(stored)


def _by_subject(rows: Iterable) -> dict[str, list]:
    groups: dict[str, list] = {}
    for row in rows:
        groups.setdefault(row.subject, []).append(row)
    return groups


def _in_pieces(values: QuerySet) -> Iterator[list]:
    rows = values.iterator(chunk_size=CHUNK)
    while piece := list(islice(rows, CHUNK)):
        yield piece


def due_faults(at: datetime) -> Iterator[Fault]:
    """Files that are long due, and signed papers that neither have their file nor wait for it."""
    for wait in FileWait.objects.filter(since__lt=at - LATE).iterator():
        yield Fault("file_late", f"{wait.subject} {wait.kind}")
    for kind in SUBJECTS:
        for file in kind.files:
            yield from (Fault("file_missing", f"{name} {file.word}") for name in _missing(file))


def _missing(file: FileKind) -> Iterator[str]:
    due = iter(file.due())
    while names := list(islice(due, CHUNK)):
        there = {
            name
            for model in (StoredFile, FileWait)
            for name in model.objects.filter(subject__in=names, kind=file.word).values_list(
                "subject", flat=True
            )
        }
        yield from (name for name in names if name not in there)


def file_faults(walk: Walk, at: datetime) -> Iterator[Fault]:
    """Stored files that are gone, have other bytes, or whose seal does not hold (any more)."""
    trust = trust_store()
    stored = StoredFile.objects.prefetch_related("timestamps").order_by("pk")
    for row in stored.iterator(chunk_size=CHUNK):
        data = _bytes_of(row, walk)
        if data is None:
            yield Fault("file_damaged", row.path)
        elif is_sealed_kind(row):
            found = inspect_pdf(data, trust, at, tokens_of(row))
            for code in seal_faults(found, row, has_trust=bool(trust.roots)):
                yield Fault(code, row.path)
            yield from inside_faults(row, found.evidence)
    for kind in SUBJECTS:
        for scan in kind.beside():
            if _bytes_of(scan, walk) is None:
                yield Fault("file_damaged", scan.path)


def _bytes_of(file: StoredFile | FileBeside, walk: Walk) -> bytes | None:
    """What lies on the disk; None when it is not what was stored."""
    walk.documents += 1
    try:
        return vault.read(file.path, file.sha256)
    except vault.SealBroken:
        return None


def seal_faults(found: Inspection, stored: StoredFile, *, has_trust: bool) -> Iterator[str]:
    """What the seal, its certificate, its timestamps or the evidence inside says against a file."""
    if named(found, stored.code) == Named.OTHER:
        yield "evidence_of_other"
    elif stored.evidence and found.evidence_sha256 not in {"", stored.evidence}:
        yield "evidence_exchanged"
    if stored.certificate_id is not None and not found.is_signed:
        yield "seal_missing"
    for check in assess(Facts(Answer.EQUAL, found, has_trust)):
        if check.state == State.NO or check.found == RENEWAL_LATE:
            yield check.found


def _alarm(check: EvidenceCheck) -> None:
    logger.error("evidence does not hold", extra={"faults": check.faults[:20]})
    counts = Counter(fault["code"] for fault in check.faults)
    lines = [f"{code}: {number}" for code, number in sorted(counts.items())]
    lines += ["", *(f"{fault['code']}: {fault['where']}" for fault in check.faults[:200])]
    subject = _("The signing evidence does not hold: %(n)d faults") % {"n": len(check.faults)}
    if settings.EVIDENCE_ALARM_EMAILS:
        send_mail(subject, "\n".join(lines), None, settings.EVIDENCE_ALARM_EMAILS)
