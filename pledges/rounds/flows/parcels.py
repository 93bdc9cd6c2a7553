"""All sealed PDFs of a round as one ZIP: streamed, its length known before the first byte."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from zipstream import ZIP_STORED, ZipStream

from evidence.adapters import vault
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.files import files_by_subject, waits_by_subject
from pledges.rounds.flows.exports import note_export, safe
from pledges.rounds.flows.registers import round_sheet, state_label
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope, SigningRound
from pledges.rounds.queries.registers import RegisterRow, count_states, register_rows
from staff.models.user import User

REGISTER, SUMS, README = "台账.xlsx", "SHA256SUMS.txt", "说明.txt"
REPLACED = "已替代或作废"
REPORT_EVERY = 25
PIECE = 500  # envelopes whose files are looked up at once
Progress = Callable[[int, int], None]


def no_progress(done: int, total: int) -> None:
    """For callers who show none."""


def place_of(row: RegisterRow) -> tuple[str, ...]:
    """County and township of the signer; what sits above them has fewer."""
    return tuple(part for part in (row.county, row.township) if part)


def file_name(row: RegisterRow) -> str:
    """县/乡镇/姓名_工号.pdf; what counts no more lies in a folder of its own, with its number."""
    envelope = row.envelope
    person = f"{envelope.member_name}_{envelope.member.staff_number}"
    parts = [*place_of(row), f"{person}.pdf"]
    if envelope.is_replaced:
        parts = [REPLACED, *place_of(row), f"{person}_{envelope.number}.pdf"]
    return "/".join(safe(part) for part in parts)


@dataclass(frozen=True)
class Packed:
    """One file of the ZIP: its name there, whose it is, and where its bytes lie."""

    name: str
    place: tuple[str, ...]  # county and township
    person: str
    path: str
    sha256: str
    size: int


@dataclass
class Contents:
    """What goes into the ZIP, and what does not, each with the reason."""

    files: list[Packed] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unstamped: list[str] = field(default_factory=list)  # packed, the time stamp still to come

    def take(self, row: RegisterRow, sealed: StoredFile | None, wait: FileWait | None) -> None:
        """Sort one signed envelope to either side. Reads its file through."""
        envelope = row.envelope
        if sealed is None:
            why = (wait.problem if wait else "") or state_label(envelope)
            self.missing.append(_line(row, why))
            return
        try:
            size = vault.size(sealed.path, sealed.sha256)
        except vault.SealBroken:
            self.missing.append(_line(row, _("the stored file is damaged")))
            return
        person = f"{envelope.member_name} {envelope.number}"
        place = place_of(row)
        self.files.append(Packed(file_name(row), place, person, sealed.path, sealed.sha256, size))
        if hasattr(sealed, "timestamp_wait"):
            self.unstamped.append(file_name(row))


def _line(row: RegisterRow, why: str) -> str:
    envelope = row.envelope
    return f"{'/'.join(place_of(row))} {envelope.member_name} {envelope.number}: {why}"


def contents_of(envelopes: QuerySet[Envelope]) -> Contents:
    """Every signature ever made among `envelopes`, packed or named as missing."""
    contents, rows = Contents(), register_rows(envelopes.filter(signed_at__isnull=False))
    while piece := list(islice(rows, PIECE)):
        names = [row.envelope.subject for row in piece]
        files = files_by_subject(names, SIGNED_FILE)
        waits = waits_by_subject(set(names) - files.keys(), SIGNED_FILE)
        for row, name in zip(piece, names, strict=True):
            contents.take(row, files.get(name), waits.get(name))
    return contents


@dataclass
class Parcel:
    """A ZIP that is made while it is read. `len` is its exact size in bytes."""

    stream: ZipStream
    files: int

    def __len__(self) -> int:
        return len(self.stream)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.stream)


def pack_round(
    *,
    round_: SigningRound,
    envelopes: QuerySet[Envelope],
    by: User | None,
    at: datetime,
    unit: str = "",
    progress: Progress = no_progress,
) -> Parcel:
    """The ZIP of `envelopes` of the round; that it was taken away is recorded here.

    Every file is read through and compared with its recorded SHA-256 first: a damaged one is left
    out and named in 说明.txt, as is every signature whose PDF is not made yet, so that neither
    holds back the rest nor is missed in silence. Memory does not grow with the files.
    """
    mine = envelopes.filter(round=round_)
    contents = contents_of(mine)
    who, unit = str(by) if by else "manage.py", unit or round_.organisation.name
    note_export(
        round_=round_,
        what="zip",
        by=by,
        at=at,
        files=len(contents.files),
        missing=len(contents.missing),
    )
    stream = ZipStream(compress_type=ZIP_STORED, sized=True)
    stream.add(readme(round_, mine, contents, who=who, unit=unit, at=at), README)
    register = round_sheet(round_=round_, envelopes=mine, unit=unit, by=who, at=at)
    stream.add(register, REGISTER)
    stream.add("".join(f"{file.sha256}  {file.name}\n" for file in contents.files), SUMS)
    total = len(contents.files)
    for number, file in enumerate(contents.files, 1):
        pieces = _told(file, number, total, progress)
        stream.add(pieces, file.name, size=file.size)
    return Parcel(stream, total)


def _told(file: Packed, number: int, total: int, progress: Progress) -> Iterator[bytes]:
    """The bytes of one file, checked once more as they leave: a change since then ends the ZIP."""
    yield from vault.pieces(file.path, file.sha256)
    if number % REPORT_EVERY == 0 or number == total:
        progress(number, total)


def readme(
    round_: SigningRound,
    envelopes: QuerySet[Envelope],
    contents: Contents,
    *,
    who: str,
    unit: str,
    at: datetime,
) -> str:
    """What lies in the ZIP, what does not and why, and how to check it."""
    when = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    lines = [
        round_.title,
        _("Unit: %(unit)s") % {"unit": unit},
        _("Exported by %(who)s on %(when)s. For internal work only; do not pass on.")
        % {"who": who, "when": when},
        "",
        _("PDF files in this archive: %(n)d") % {"n": len(contents.files)},
        *(f"  {label}: {count}" for label, count in count_states(envelopes)),
        "",
        _("The PDF files are the originals, byte for byte as they were stored after signing."),
        _("To check them: sha256sum -c SHA256SUMS.txt"),
        _("A single file can be compared at /verify/ with the code printed on it."),
        "",
        _("Signed, but not in this archive: %(n)d") % {"n": len(contents.missing)},
        *(f"  {line}" for line in contents.missing),
        _("Sealed, but the time stamp is still to come: %(n)d") % {"n": len(contents.unstamped)},
        *(f"  {name}" for name in contents.unstamped),
    ]
    return "\ufeff" + "\r\n".join([*lines, ""])
