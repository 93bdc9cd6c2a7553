"""The offline package of one signed paper: put together from what is on file, and recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from evidence.adapters import vault
from evidence.adapters.examine import inspect_pdf
from evidence.engine import merkle, package
from evidence.engine.events import EvidenceKind
from evidence.engine.findings import Inspection, Stamp
from evidence.flows.chain import Event, record
from evidence.models.anchor import EvidenceRoot
from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file, tokens_of
from evidence.queries.records import digests_of
from evidence.queries.trust import trust_store
from evidence.subjects import Subject, kind_of
from staff.models.user import User

PAGE = Path(__file__).resolve().parent.parent / "templates" / "evidence" / "package" / "verify.html"


class NotSealedYet(DomainError):
    code = "not_sealed_yet"
    message = _("There is no stored PDF yet. Try again in a few minutes.")


@transaction.atomic
def make_package(*, subject: Subject, by: User, at: datetime) -> bytes:
    """The ZIP of a sealed paper; that it was handed out, and to whom, enters the chain.

    Raises NotSealedYet, SealBroken.
    """
    locked = kind_of(subject.subject).lock(subject.code)
    sealed = sealed_file(locked.subject)
    if sealed is None:
        raise NotSealedYet
    data, trust = vault.read(sealed.path, sealed.sha256), trust_store()
    found = inspect_pdf(data, trust, at, tokens_of(sealed))
    entries = list(chain_of(locked.subject))
    parts = package.Parts(
        subject=locked.subject,
        pdf=data,
        evidence=found.evidence,
        entries=[_entry(one) for one in entries],
        roots=[_root(one) for one in _roots(entries)],
        paths=list(_paths(entries)),
        trust=trust,
        stamps=found.stamps,
        renewals=found.renewals,
    )
    record(Event(locked, EvidenceKind.EXPORTED, at, {"what": "package", "by": by.pk}))
    return _written(locked, parts, found, at)


def _written(subject: Subject, parts: package.Parts, found: Inspection, at: datetime) -> bytes:
    files, signature = package.files(parts), package.signature_of(parts.pdf)
    context = {
        "title": kind_of(subject.subject).title(subject),
        "number": subject.number,
        "code": subject.code,
        "signature": signature,
        "tail": signature.second + 1 if signature else 0,  # counted from 1, as tail does
        "certified": bool(parts.trust.roots),
        "stamps": list(enumerate(found.stamps, 1)),
        "renewals": list(_renewals(found)),
        "crls": list(enumerate(parts.trust.crls, 1)),
        "certificate": found.certificate,
        "moment": int(_moment(found, at).timestamp()),
        "roots": parts.roots,
        "made_at": at,
    }
    readmes = {
        name: render_to_string(f"evidence/package/{template}", context).encode()
        for name, template in (("说明.txt", "readme_zh.txt"), ("README.txt", "readme_en.txt"))
    }
    page = PAGE.read_bytes()
    everything = files | readmes | {"verify.html": page}
    listed = everything | {package.SUMS: package.sums(everything)}
    return package.write_zip(listed, timezone.localtime(at))


def _moment(found: Inspection, at: datetime) -> datetime:
    """As of when certificates are judged: the proven time of the signature, else the claimed."""
    stamp = found.stamp
    return (stamp.at if stamp else found.claimed_at or at) + timedelta(seconds=1)


@dataclass(frozen=True)
class Renewal:
    """A renewal in the instructions: its number, those before it, and as of when it is judged."""

    number: int
    before: tuple[int, ...]
    stamp: Stamp
    moment: int

    @property
    def last(self) -> int:
        return self.number - 1


def _renewals(found: Inspection) -> Iterator[Renewal]:
    for number, stamp in enumerate(found.renewals, len(found.stamps) + 1):
        moment = int((stamp.at + timedelta(seconds=1)).timestamp())
        yield Renewal(number, tuple(range(1, number)), stamp, moment)


def _entry(entry: EvidenceEntry) -> dict:
    return {"body": entry.body(), "previous": entry.previous, "digest": entry.digest}


def _root(root: EvidenceRoot) -> dict:
    return root.body() | {"previous": root.previous, "digest": root.digest}


def _roots(entries: list[EvidenceEntry]) -> list[EvidenceRoot]:
    """Every root from the first day of these entries on."""
    first = timezone.localdate(entries[0].at)
    return list(EvidenceRoot.objects.filter(day__gte=first).order_by("day"))


def _paths(entries: list[EvidenceEntry]) -> Iterator[dict]:
    """The way from each entry up to the root of its day, for the days that have one."""
    days = {root.day for root in _roots(entries)}
    leaves: dict = {}
    for entry in entries:
        day = timezone.localdate(entry.at)
        if day not in days:
            continue
        if day not in leaves:
            leaves[day] = list(digests_of(day))
        if entry.digest in leaves[day]:
            place = leaves[day].index(entry.digest)
            steps = [
                {"digest": step.digest, "left": step.is_left}
                for step in merkle.path(leaves[day], place)
            ]
            yield {"seq": entry.seq, "day": day.isoformat(), "steps": steps}
