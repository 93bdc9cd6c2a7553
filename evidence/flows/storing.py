"""Render, seal, check and store one file: once, whoever asks and however often."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.lib.pdf import rendering as pdf
from cms.lib.pdf.rendering import PdfAttachment
from evidence.adapters import vault
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record
from evidence.flows.files import expect_no_file
from evidence.flows.sealing import SealedFile, apply_seal, check_stored, keep_time
from evidence.models.stored import StoredFile
from evidence.queries.files import file_of
from evidence.queries.kept import FILE, STAMP
from evidence.queries.rows import vouch
from evidence.subjects import Subject, code_of


def _nothing(target: Subject) -> None:
    """No state to move on."""


@dataclass(frozen=True)
class Paper:
    """How one file is made.

    render: its bytes, with these attachments inside.
    lock: the subject's row, held until the transaction ends; None when no file is due any more.
    attachment: the evidence inside; without one the file is not sealed.
    after: what the app writes in the same transaction, under the lock.
    """

    subject: str
    kind: str
    path: str  # below PRIVATE_ROOT
    render: Callable[[Sequence[PdfAttachment]], bytes]
    lock: Callable[[], Subject | None]
    attachment: Callable[[], PdfAttachment] | None = None
    after: Callable[[Any], None] = _nothing


@dataclass(frozen=True)
class _Made:
    data: bytes
    seal: SealedFile | None = None
    evidence: str = ""


def store_file(*, paper: Paper, at: datetime) -> StoredFile | None:
    """The stored file: made now, or the one there is; None when it is not due any more.

    Rendering, sealing and the check of the stored bytes happen outside the transaction, so that
    no other write waits for them; the row, its evidence and the final file name come together
    under the lock. Of two workers at once one stores, the other finds it stored.
    """
    stored = file_of(paper.subject, paper.kind)
    if stored is not None:
        expect_no_file(subject=paper.subject, kind=paper.kind)
        return stored
    made = _make(paper, at)
    staged = vault.stage(made.data, paper.path)
    try:
        if made.seal:
            check_stored(path=staged, sealed=made.seal, code=code_of(paper.subject), at=at)
        return _store(paper, staged, made, at)
    finally:
        staged.unlink(missing_ok=True)


def _make(paper: Paper, at: datetime) -> _Made:
    if paper.attachment is None:
        return _Made(paper.render([]))
    inside = paper.attachment()
    seal = apply_seal(pdf=paper.render([inside]), at=at)
    return _Made(seal.data, seal, hashlib.sha256(inside.data).hexdigest())


@transaction.atomic
def _store(paper: Paper, staged: Path, made: _Made, at: datetime) -> StoredFile | None:
    target = paper.lock()
    stored = file_of(paper.subject, paper.kind)
    if target is None or stored is not None:
        return stored
    row = StoredFile(
        subject=paper.subject,
        kind=paper.kind,
        sha256=hashlib.sha256(made.data).hexdigest(),
        size=len(made.data),
        path=paper.path,
        renderer=pdf.renderer(made.data),
        certificate=made.seal.certificate if made.seal else None,
        level=made.seal.level if made.seal else StoredFile.Level.NONE,
        evidence=made.evidence,
        made_at=at,
    )
    vault.place(staged, paper.path)
    vault.read(paper.path, row.sha256)  # "stored" is only said of bytes that were read back
    row.save(force_insert=True)
    token = keep_time(file=row, sealed=made.seal, at=at) if made.seal else None
    paper.after(target)
    expect_no_file(subject=paper.subject, kind=paper.kind)
    rows = vouch((FILE, row), *([(STAMP, token)] if token else []))
    record(Event(target, EvidenceKind.SEALED, at, _said(row, made) | rows))
    return row


def _said(row: StoredFile, made: _Made) -> dict:
    """What the entry of the storing says."""
    data = {"document": row.kind, "sha256": row.sha256, "size": row.size}
    if made.seal is None:
        return data
    return data | {
        "certificate": made.seal.certificate.fingerprint,
        "level": str(row.level),
        "evidence": row.evidence,
        "stamp_missing": bool(made.seal.missing),
    }
