"""Hand out a round: every sealed PDF in its folder, the register, and the list of digests."""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.lib.spreadsheet import Column, write_register
from pledges.adapters import vault
from pledges.engine.ceremony import EvidenceKind
from pledges.flows.evidence import Event, record
from pledges.models.envelope import Envelope, SigningRound
from pledges.queries.envelopes import RegisterRow, register_rows
from staff.models import User

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
REPORT_EVERY = 25


def file_name(row: RegisterRow) -> str:
    """县/乡镇/姓名_工号.pdf; characters no file system takes become ＿."""
    person = f"{row.envelope.member_name}_{row.envelope.member.staff_number}.pdf"
    parts = [part for part in (row.county, row.township, person) if part]
    return "/".join(UNSAFE.sub("＿", part) for part in parts)


def register_columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("county"), 16),
        Column(_("township or street office"), 20),
        Column(_("name of the signer"), 14),
        Column(_("staff number"), 12),
        Column(_("post"), 18),
        Column(_("number of the pledge"), 24),
        Column(_("version"), 8),
        Column(_("state"), 16),
        Column(_("time of signing"), 18),
        Column(_("verification code"), 24),
    ]


def state_label(envelope: Envelope) -> str:
    """Signed, and whether its PDF is there."""
    if envelope.is_signed and not envelope.is_sealed:
        return _("signed, PDF being made")
    return str(envelope.get_status_display())


def register_line(number: int, row: RegisterRow) -> list[object]:
    envelope = row.envelope
    return [
        number,
        row.county,
        row.township,
        envelope.member_name,
        envelope.member.staff_number,
        envelope.post_name,
        envelope.number,
        f"V{envelope.round.version.number}",
        state_label(envelope),
        envelope.signed_at,
        envelope.code if envelope.is_signed else "",
    ]


def write_register_file(
    *, round_: SigningRound, envelopes: QuerySet[Envelope], unit: str, by: str, at: datetime
) -> bytes:
    """The register of a round as xlsx bytes, `unit` as 填报单位."""
    rows = list(register_rows(envelopes.filter(round=round_)))
    signed = sum(row.envelope.is_signed for row in rows)
    totals = ["", _("Total"), "", _("asked %(n)d") % {"n": len(rows)}, "", "", "", ""]
    return write_register(
        register_columns(),
        [register_line(number, row) for number, row in enumerate(rows, 1)],
        title=_("Register: %(round)s") % {"round": round_.title},
        filled_by=unit,
        at=at,
        exported_by=by,
        totals=[*totals, _("signed %(n)d") % {"n": signed}, "", ""],
    )


@transaction.atomic
def _note_export(round_: SigningRound, what: str, by: User | None, at: datetime) -> None:
    locked = SigningRound.objects.select_for_update().get(pk=round_.pk)
    data = {"what": what, "by": by.pk if by else 0}
    record(Event(locked, EvidenceKind.EXPORTED, at, data))


def export_register(
    *, round_: SigningRound, envelopes: QuerySet[Envelope], unit: str, by: User, at: datetime
) -> bytes:
    """The register for a person who takes it away; who did is recorded."""
    _note_export(round_, "register", by, at)
    log(round_, "pledges.export_register", user=by, data={"unit": unit})
    return write_register_file(round_=round_, envelopes=envelopes, unit=unit, by=str(by), at=at)


def write_round_zip(
    *,
    round_: SigningRound,
    envelopes: QuerySet[Envelope],
    target: IO[bytes],
    by: User | None,
    at: datetime,
    unit: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Write the ZIP of `envelopes` of the round into `target`; how many PDFs are inside.

    Each file is checked against its recorded SHA-256 on the way; a damaged one is left out and
    named in SHA256SUMS.txt, so that one bad disk block does not hold back the rest.
    """
    total = envelopes.filter(round=round_, status="sealed").count()
    who = str(by) if by else "manage.py"
    unit = unit or round_.organisation.name
    sums, damaged, done = [], [], 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, sha256, data in _files(envelopes.filter(round=round_, status="sealed")):
            if data is None:
                damaged.append(f"# {_('damaged, left out')}: {name}")
                continue
            archive.writestr(_entry(name, at), data)
            sums.append(f"{sha256}  {name}")
            done += 1
            if done % REPORT_EVERY == 0:
                progress(done, total)
        register = write_register_file(round_=round_, envelopes=envelopes, unit=unit, by=who, at=at)
        archive.writestr(_entry("台账.xlsx", at), register)
        archive.writestr(_entry("SHA256SUMS.txt", at), "\n".join([*damaged, *sums, ""]))
    progress(done, total)
    _note_export(round_, "zip", by, at)
    log(round_, "pledges.export_round", user=by, data={"files": done, "damaged": len(damaged)})
    return done


def _files(envelopes: QuerySet[Envelope]) -> Iterator[tuple[str, str, bytes | None]]:
    for row in register_rows(envelopes):
        sealed = row.envelope.sealed
        try:
            data = vault.read(sealed.path, sealed.sha256)
        except vault.SealBroken:
            data = None
        yield file_name(row), sealed.sha256, data


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, date_time=timezone.localtime(at).timetuple()[:6])
