"""The offline package of one signed paper: put together from what is on file, and recorded."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cms.lib import chain
from cms.lib.errors import DomainError
from evidence.adapters import vault
from evidence.adapters.examine import inspect_pdf
from evidence.engine import evidence_file, merkle, package
from evidence.engine.events import EvidenceKind
from evidence.engine.findings import Inspection, Stamp
from evidence.flows.chain import Event, record
from evidence.models.anchor import EvidenceRoot
from evidence.models.chain import EvidenceEntry
from evidence.models.check_labels import standing_label
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file, tokens_of
from evidence.queries.offline import known_page
from evidence.queries.records import digests_of
from evidence.queries.trust import trust_store
from evidence.subjects import Subject, kind_of
from staff.models.user import User


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
        document=kind_of(locked.subject).document,
    )
    account = kind_of(locked.subject).account(locked, entries, at)
    with translation.override("zh-hans"):
        standing = standing_label(account.standing, account.ended_at, account.category)
    record(Event(locked, EvidenceKind.EXPORTED, at, {"what": "package", "by": by.pk}))
    return _written(Made(locked, parts, found, at, standing))


@dataclass(frozen=True)
class Made:
    """A package in the making: what it is of, what it holds, how its file was judged and when."""

    subject: Subject
    parts: package.Parts
    found: Inspection
    at: datetime
    standing: str


def _written(made: Made) -> bytes:
    files = package.files(made.parts)
    context = _context(made, files)
    readmes = {
        name: render_to_string(f"evidence/package/{template}", context).encode()
        for name, template in (("说明.txt", "readme_zh.txt"), ("README.txt", "readme_en.txt"))
    }
    cert = made.found.certificate
    own = [cert.sha256] if cert and cert.is_trusted and made.found.holds else []
    everything = files | readmes | {"verify.html": known_page(made.parts.trust, made.at, *own)}
    listed = everything | {package.SUMS: package.sums(everything)}
    return package.write_zip(listed, timezone.localtime(made.at))


def _context(made: Made, files: dict[str, bytes]) -> dict:
    parts, found, subject = made.parts, made.found, made.subject
    stamps = list(enumerate(found.stamps, 1))
    prints = [hashlib.sha256(root).hexdigest() for root in parts.trust.roots]
    return {
        "title": kind_of(subject.subject).title(subject),
        "number": subject.number,
        "code": subject.code,
        "subject": subject.subject,
        "document": parts.document,
        "standing": made.standing,
        "whole": found.covers_all,
        "chain_head": package.chain_head(parts),
        "genesis": chain.GENESIS,
        "held": package.held_in(parts.pdf, parts.evidence or b""),
        "bound": "chain" in evidence_file.read(parts.evidence),
        "stamps": stamps,
        "renewals": list(_renewals(found)),
        "outside": len(found.renewals) + sum(not stamp.embedded for _n, stamp in stamps),
        "crls": range(1, len(parts.trust.crls) + 1),
        "certificate": found.certificate,
        "root_prints": prints,
        "roots_sha256": hashlib.sha256(files.get("certificates/roots.pem", b"")).hexdigest(),
        "moment": int(_moment(found, made.at).timestamp()),
        "roots": parts.roots,
        "made_at": made.at,
    }


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
    """Every root from the first day of these entries to the last day of theirs that has one.

    A later root proves nothing of them, and nobody could tell an invented one.
    """
    days = {timezone.localdate(entry.at) for entry in entries}
    ranged = EvidenceRoot.objects.filter(day__range=(min(days), max(days)))
    roots = list(ranged.order_by("day"))
    while roots and roots[-1].day not in days:
        roots.pop()
    return roots


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
