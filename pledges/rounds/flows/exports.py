"""The register of a round as an official spreadsheet; and the trace that every export leaves."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.lib.tables.writing import Column, write_register
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record, record_many
from pledges.rounds.engine.ceremony import SIGNED
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.queries.registers import RegisterRow, register_rows
from staff.models.user import User

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def safe(part: str) -> str:
    """`part` as a file or folder name; characters no file system takes become ＿."""
    return UNSAFE.sub("＿", part)


def register_columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("county"), 16),
        Column(_("township or street office"), 20),
        Column(_("name of the signer"), 14),
        Column(_("staff number"), 12),
        Column(_("ID number"), 20),
        Column(_("post"), 18),
        Column(_("number of the pledge"), 24),
        Column(_("version"), 8),
        Column(_("state"), 16),
        Column(_("time of signing"), 18),
        Column(_("reason"), 18),
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
        envelope.member.masked_id_number,
        envelope.post_name,
        envelope.number,
        f"V{envelope.round.version.number}",
        state_label(envelope),
        envelope.signed_at,
        envelope.ended_reason,
        envelope.code if envelope.signed_at else "",
    ]


def register_lines(envelopes: QuerySet[Envelope]) -> Iterator[list[object]]:
    for number, row in enumerate(register_rows(envelopes), 1):
        yield register_line(number, row)


def write_register_file(
    *, round_: SigningRound, envelopes: QuerySet[Envelope], unit: str, by: str, at: datetime
) -> bytes:
    """The register of a round as xlsx bytes, `unit` as 填报单位."""
    chosen = envelopes.filter(round=round_)
    columns = register_columns()
    totals: list[object] = [""] * len(columns)
    totals[1] = _("Total")
    totals[3] = _("asked %(n)d") % {"n": chosen.count()}
    totals[9] = _("signed %(n)d") % {"n": chosen.filter(status__in=SIGNED).count()}
    return write_register(
        columns,
        register_lines(chosen),
        title=_("Register: %(round)s") % {"round": round_.title},
        filled_by=unit,
        at=at,
        exported_by=by,
        totals=totals,
    )


@transaction.atomic
def note_export(
    *, round_: SigningRound, what: str, by: User | None, at: datetime, files: int = 0, **told: int
) -> None:
    """Record that `what` of the round leaves the house. Call it before the first byte does.

    Without a person it was the command line. `told` goes to the log only.
    """
    locked = SigningRound.objects.select_for_update().get(pk=round_.pk)
    data = {"what": what, "by": by.pk if by else 0, "files": files}
    record(Event(locked, EvidenceKind.EXPORTED, at, data))
    action = "rounds.export_register" if what == "register" else "rounds.export_round"
    log(round_, action, user=by, data={"what": what, "files": files, **told})


def export_register(
    *, round_: SigningRound, envelopes: QuerySet[Envelope], unit: str, by: User, at: datetime
) -> bytes:
    """The register for a person who takes it away; who did is recorded."""
    note_export(round_=round_, what="register", by=by, at=at)
    return write_register_file(round_=round_, envelopes=envelopes, unit=unit, by=str(by), at=at)


@transaction.atomic
def note_list_export(*, envelopes: QuerySet[Envelope], by: User, at: datetime) -> None:
    """Record that a list of pledges of several rounds leaves the house, in each round's chain."""
    found = envelopes.order_by().values_list("round", flat=True).distinct()
    rounds = SigningRound.objects.filter(pk__in=list(found)).select_for_update()
    data = {"what": "list", "by": by.pk, "files": 0}
    record_many([Event(round_, EvidenceKind.EXPORTED, at, data) for round_ in rounds])
