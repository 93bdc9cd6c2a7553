"""What leaves the house: the register of agreements, and whole numbers against a reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.lib.tables.writing import Column, write_register
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record, record_many
from pledges.custody.flows.agreements import lock
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from staff.models.organisation import Organisation
from staff.models.user import User

STEP = Organisation.steplen


@dataclass(frozen=True)
class Whole:
    """The whole numbers of one agreement, for one look."""

    person_id_number: str
    custodian_phone: str
    custodian_address: str
    guardian_phone: str
    supervisor_phone: str


def columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("county"), 12),
        Column(_("township or street office"), 16),
        Column(_("number of the agreement"), 26),
        Column(_("assisted person"), 10),
        Column(_("ID number"), 20),
        Column(_("kind of assistance"), 14),
        Column(_("capacity to act"), 10),
        Column(_("custodian"), 10),
        Column(_("relation"), 10),
        Column(_("mobile"), 14),
        Column(_("supervisor"), 10),
        Column(_("yuan a month"), 11),
        Column(_("from"), 12),
        Column(_("to"), 12),
        Column(_("state"), 10),
        Column(_("checks"), 7),
        Column(_("last check"), 12),
        Column(_("next check due"), 12),
        Column(_("open findings"), 8),
    ]


def _line(number: int, row: Any, names: dict[str, str]) -> list[object]:
    """`row`: an agreement with `check_count` and `last_check` annotated."""
    path = row.township.path
    return [
        number,
        names.get(path[: 2 * STEP], ""),
        row.township.short_name,
        row.number,
        row.person_name,
        row.masked_id_number,
        str(row.get_aid_display()),
        str(row.get_capacity_display()),
        row.custodian_name,
        row.custodian_relation,
        row.masked_custodian_phone,
        row.supervisor_name,
        row.monthly,
        row.starts_on,
        row.ends_on,
        str(row.get_status_display()),
        row.check_count,
        row.last_check,
        row.next_check_on,
        row.open_findings,
    ]


@transaction.atomic
def export_custody(
    *, agreements: QuerySet[CustodyAgreement], unit: str, by: User, at: datetime
) -> bytes:
    """The register as xlsx, ID numbers and phones masked; who took it stands in the log and in
    the chain of every agreement inside.
    """
    counted = agreements.select_related("township").annotate(
        check_count=Count("checks"), last_check=Max("checks__on")
    )
    rows = list(counted.order_by("township__path", "number"))
    names = dict(Organisation.objects.filter(depth__lte=2).values_list("path", "short_name"))
    lines = [_line(number, row, names) for number, row in enumerate(rows, 1)]
    width = len(columns())
    monthly = sum(row.monthly for row in rows if row.is_active)
    totals: list[object] = ["", _("Total"), *[""] * (width - 2)]
    totals[3], totals[12] = len(rows), monthly
    data = write_register(
        columns(),
        lines,
        title=_("Register of custody agreements"),
        filled_by=unit,
        at=timezone.localtime(at),
        exported_by=str(by),
        totals=totals,
    )
    record_many([Event(row, EvidenceKind.EXPORTED, at, {"by": by.pk}) for row in rows])
    place = Organisation.objects.filter(name=unit).first()
    if place:
        log(place, "custody.export_register", user=by, data={"rows": len(rows)})
    return data


@transaction.atomic
def unmask_agreement(*, agreement: CustodyAgreement, reason: str, by: User, at: datetime) -> Whole:
    """The whole numbers, against a reason that is kept in the agreement's chain."""
    locked = lock(agreement)
    record(Event(locked, CustodyEvent.UNMASKED, at, {"by": by.pk, "reason": reason}))
    log(locked, "custody.unmask_agreement", user=by, data={"reason": reason})
    return Whole(
        locked.person_id_number,
        locked.custodian_phone,
        locked.custodian_address,
        locked.guardian_phone,
        locked.supervisor_phone,
    )
