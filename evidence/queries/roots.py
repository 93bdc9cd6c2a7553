"""Daily roots held against the days, against earlier walks and against copies. Reads only."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models.functions import TruncDate
from django.utils import timezone

from cms.lib import chain
from evidence.adapters.outside import copies_in
from evidence.adapters.timestamps import TimestampUnavailable, check_token
from evidence.engine import merkle
from evidence.engine.checks import Fault
from evidence.engine.trust import Trust
from evidence.models.anchor import EvidenceCheck, EvidenceRoot, RootCopy
from evidence.models.chain import EvidenceEntry
from evidence.queries.records import digests_of

LATE = timedelta(hours=25)  # after its end a day has its root
SENT = timedelta(days=2)  # after its making a root has its copies


def root_faults() -> Iterator[Fault]:
    """Days whose evidence no longer has its root, and breaks between roots."""
    previous = chain.GENESIS
    for root in EvidenceRoot.objects.order_by("day"):
        if root.previous != previous or chain.link(previous, root.body()) != root.digest:
            yield Fault("root_chain_broken", _name(root.day))
        if merkle.root(digests_of(root.day)) != root.root:
            yield Fault("day_changed", _name(root.day))
        previous = root.digest


def gap_faults(at: datetime) -> Iterator[Fault]:
    """Days with evidence and without a root: between roots, before the first, or long finished."""
    roots = set(EvidenceRoot.objects.values_list("day", flat=True))
    newest = max(roots, default=date.min)
    finished = timezone.localdate(at - LATE)
    days = EvidenceEntry.objects.order_by().annotate(day=TruncDate("at")).values_list("day")
    for day in sorted({row[0] for row in days.distinct()} - roots):
        if day < newest:
            yield Fault("day_without_root", _name(day))
        elif day < finished:
            yield Fault("root_late", _name(day))


def remembered_faults() -> Iterator[Fault]:
    """Roots that an earlier walk saw as the newest and that are gone or others now."""
    roots = dict(EvidenceRoot.objects.values_list("day", "digest"))
    seen = EvidenceCheck.objects.filter(newest_day__isnull=False).order_by("pk")
    wrong = {
        day
        for day, digest in seen.values_list("newest_day", "newest_digest")
        if roots.get(day) != digest
    }
    yield from (Fault("root_replaced", _name(day)) for day in sorted(wrong))


def copy_faults(trust: Trust, at: datetime) -> Iterator[Fault]:
    """Copies of roots, read back where we can: those kept, those missing, those that differ."""
    for copy in RootCopy.objects.select_related("root").order_by("pk").iterator():
        where = f"evidence_rootcopy/{copy.pk}"
        if copy.digest != copy.root.digest:
            yield Fault("copy_differs", where)
        if copy.channel == RootCopy.Channel.STAMP and not _stamped(copy, trust, at):
            yield Fault("root_stamp_broken", where)
    if settings.EVIDENCE_ROOT_FOLDER:
        yield from folder_faults(Path(settings.EVIDENCE_ROOT_FOLDER))
        yield from _missing_files(settings.EVIDENCE_ROOT_FOLDER, at)


def _stamped(copy: RootCopy, trust: Trust, at: datetime) -> bool:
    try:
        check_token(bytes(copy.token), bytes.fromhex(copy.digest), trust, copy.at)
    except (TimestampUnavailable, ValueError):
        return False
    return True


def folder_faults(folder: Path) -> Iterator[Fault]:
    """Copies that somebody kept, held against the roots on file; whoever wrote them."""
    if not folder.is_dir():
        return
    roots = {_name(root.day): root for root in EvidenceRoot.objects.all()}
    for name, day, digests in copies_in(folder):
        root = roots.get(day)
        known = {root.root, root.previous, root.digest} if root else set()
        if root is None or root.digest not in digests or not known.issuperset(digests):
            yield Fault("copy_differs", name)


def _missing_files(folder: str, at: datetime) -> Iterator[Fault]:
    """Roots whose copy was written and is gone, or was never written."""
    there = {path.stem for path in Path(folder).glob("*.txt")} if Path(folder).is_dir() else set()
    written = set(
        RootCopy.objects.filter(channel=RootCopy.Channel.FILE, target=folder).values_list(
            "root__day", flat=True
        )
    )
    for root in EvidenceRoot.objects.order_by("day"):
        if root.day in written and _name(root.day) not in there:
            yield Fault("copy_missing", _name(root.day))
        elif root.day not in written and root.made_at < at - SENT:
            yield Fault("copy_late", _name(root.day))


def _name(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def roots_as_text() -> str:
    """Day, entries, root, digest before and digest of every root, tab between, a line each."""
    lines = ["day\tentries\troot\tprevious\tdigest"]
    lines += [
        f"{_name(root.day)}\t{root.entries}\t{root.root}\t{root.previous}\t{root.digest}"
        for root in EvidenceRoot.objects.order_by("day").iterator()
    ]
    return "\n".join(lines) + "\n"
