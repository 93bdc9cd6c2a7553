"""The registers of pledges: of one round, of all rounds, of the texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.lib.tables.registers import Register, write_register
from cms.lib.tables.writing import Column
from pledges.rounds.engine.ceremony import SIGNED
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.queries.registers import RegisterRow, register_rows

PLEDGES = Register(
    title=gettext_lazy("Register of pledges"),
    log="rounds.export_list",
    columns=(
        Column(gettext_lazy("signing round"), 30, lambda row: row.round.title),
        Column(gettext_lazy("staff number"), 12, lambda row: row.member.staff_number),
        Column(gettext_lazy("name of the signer"), 14, lambda row: row.member_name),
        Column(gettext_lazy("organisation"), 20, lambda row: row.organisation_name),
        Column(gettext_lazy("post"), 18, lambda row: row.post_name),
        Column(gettext_lazy("number of the pledge"), 24, lambda row: row.number),
        Column(gettext_lazy("state"), 16, lambda row: row.get_status_display()),
        Column(gettext_lazy("time of signing"), 18, lambda row: row.signed_at),
        Column(gettext_lazy("reason"), 18, lambda row: row.ended_reason),
    ),
)
VERSIONS = Register(
    title=gettext_lazy("Pledge texts"),
    log="rounds.export_versions",
    columns=(
        Column(gettext_lazy("title"), 36, lambda version: version.title),
        Column(gettext_lazy("version number"), 10, lambda version: version.number),
        Column(gettext_lazy("published"), 18, lambda version: version.published_at),
        Column(gettext_lazy("digest"), 40, lambda version: version.digest),
        Column(gettext_lazy("valid for (months)"), 12, lambda version: version.term_months),
    ),
)


def state_label(envelope: Envelope) -> str:
    """Signed, and whether its PDF is there."""
    if envelope.is_signed and not envelope.is_sealed:
        return _("signed, PDF being made")
    return str(envelope.get_status_display())


def _of(read: Callable[[Envelope], object]) -> Callable[[RegisterRow], object]:
    return lambda row: read(row.envelope)


def _code(envelope: Envelope) -> str:
    return envelope.code if envelope.signed_at else ""


def _is_signed(row: RegisterRow) -> bool:
    return row.envelope.status in SIGNED


ROUND = Register(
    title=gettext_lazy("Register of a round"),
    log="rounds.export_register",
    numbered=True,
    columns=(
        Column(gettext_lazy("county"), 16, lambda row: row.county),
        Column(gettext_lazy("township or street office"), 20, lambda row: row.township),
        Column(
            gettext_lazy("name of the signer"),
            14,
            _of(lambda envelope: envelope.member_name),
            total=lambda names: _("asked %(n)d") % {"n": len(names)},
        ),
        Column(gettext_lazy("staff number"), 12, _of(lambda e: e.member.staff_number)),
        Column(gettext_lazy("ID number"), 20, _of(lambda e: e.member.masked_id_number)),
        Column(gettext_lazy("post"), 18, _of(lambda envelope: envelope.post_name)),
        Column(gettext_lazy("number of the pledge"), 24, _of(lambda envelope: envelope.number)),
        Column(gettext_lazy("version"), 8, _of(lambda e: f"V{e.round.version.number}")),
        Column(
            gettext_lazy("state"),
            16,
            _of(state_label),
            total=lambda states: _("signed %(n)d") % {"n": len(states)},
            counts=_is_signed,
        ),
        Column(gettext_lazy("time of signing"), 18, _of(lambda envelope: envelope.signed_at)),
        Column(gettext_lazy("reason"), 18, _of(lambda envelope: envelope.ended_reason)),
        Column(gettext_lazy("verification code"), 24, _of(_code)),
    ),
)


def register_of(round_: SigningRound) -> Register:
    """The register of one round, headed by its title."""
    return replace(ROUND, title=_("Register: %(round)s") % {"round": round_.title})


def round_sheet(
    *, round_: SigningRound, envelopes: QuerySet[Envelope], unit: str, by: str, at: datetime
) -> bytes:
    """The register of a round as it lies in its ZIP, `unit` as 填报单位."""
    rows = register_rows(envelopes.filter(round=round_))
    return write_register(register_of(round_), rows, filled_by=unit, exported_by=by, at=at).data
