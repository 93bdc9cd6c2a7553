"""What leaves the house: the register of agreements, and whole numbers against a reason."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.flows.exports import Exported, export
from cms.lib.errors import need_reason
from cms.lib.locks import held
from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record, record_many
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from staff.models.organisation import Organisation
from staff.models.user import User
from staff.permissions import POLICY

STEP = Organisation.steplen


@dataclass(frozen=True)
class Whole:
    """The whole numbers of one agreement, for one look."""

    person_id_number: str
    custodian_phone: str
    custodian_address: str
    guardian_phone: str
    supervisor_phone: str


def _towns(names: dict[str, str]) -> tuple[Column, ...]:
    return (
        Column(_("county"), 12, lambda row: names.get(row.township.path[: 2 * STEP], "")),
        Column(_("township or street office"), 16, lambda row: row.township.short_name),
    )


PARTIES = (
    Column(_("number of the agreement"), 26, lambda row: row.number, total=len),
    Column(_("assisted person"), 10, lambda row: row.person_name),
    Column(_("ID number"), 20, lambda row: row.masked_id_number),
    Column(_("kind of assistance"), 14, lambda row: row.get_aid_display()),
    Column(_("capacity to act"), 10, lambda row: row.get_capacity_display()),
    Column(_("custodian"), 10, lambda row: row.custodian_name),
    Column(_("relation"), 10, lambda row: row.custodian_relation),
    Column(_("mobile"), 14, lambda row: row.masked_custodian_phone),
    Column(_("supervisor"), 10, lambda row: row.supervisor_name),
)
# Only money that is in somebody's hands now is summed up.
TERMS = (
    Column(
        _("yuan a month"),
        11,
        lambda row: row.monthly,
        total=sum,
        counts=lambda row: row.is_active,
    ),
    Column(_("from"), 12, lambda row: row.starts_on),
    Column(_("to"), 12, lambda row: row.ends_on),
    Column(_("state"), 10, lambda row: row.get_status_display()),
)
CHECKS = (
    Column(_("checks"), 7, lambda row: row.check_count),
    Column(_("last check"), 12, lambda row: row.last_check),
    Column(_("next check due"), 12, lambda row: row.next_check_on),
    Column(_("open findings"), 8, lambda row: row.open_findings),
)


def agreements_register() -> Register:
    """A row is an agreement with `check_count` and `last_check` annotated."""
    names = dict(Organisation.objects.filter(depth__lte=2).values_list("path", "short_name"))
    return Register(
        title=_("Register of custody agreements"),
        log="custody.export_register",
        numbered=True,
        columns=(*_towns(names), *PARTIES, *TERMS, *CHECKS),
    )


@transaction.atomic
def export_custody(
    *, agreements: QuerySet[CustodyAgreement], unit: Organisation, by: User, at: datetime
) -> Exported:
    """The register of what `by` may see, in the order of `agreements`, ID numbers and phones
    masked; who took it stands in the log and in the chain of every agreement inside.
    """
    mine = POLICY.scope(by, "custody.view_agreement", agreements).select_related("township")
    rows = list(mine.annotate(check_count=Count("checks"), last_check=Max("checks__on")))
    record_many([Event(row, EvidenceKind.EXPORTED, at, {"by": by.pk}) for row in rows])
    return export(
        agreements_register(),
        rows=rows,
        filled_by=unit.name,
        by=by,
        at=at,
        about=unit,
        name=f"{gettext('Custody agreements')} {unit.short_name}",
    )


@transaction.atomic
def unmask_agreement(*, agreement: CustodyAgreement, reason: str, by: User, at: datetime) -> Whole:
    """The whole numbers, against a reason that is kept in the chain. Raises ReasonMissing."""
    reason = need_reason(reason)
    locked = held(agreement, "township")
    record(Event(locked, CustodyEvent.UNMASKED, at, {"by": by.pk, "reason": reason}))
    log(locked, "custody.unmask_agreement", user=by, data={"reason": reason})
    return Whole(
        locked.person_id_number,
        locked.custodian_phone,
        locked.custodian_address,
        locked.guardian_phone,
        locked.supervisor_phone,
    )


@transaction.atomic
def note_custody_reading(
    *, agreement: CustodyAgreement, what: str, by: User, at: datetime, reason: str = ""
) -> None:
    """Somebody takes a PDF or a scan away: whole names, phones and addresses stand in it."""
    locked = held(agreement, "township")
    data = {"by": by.pk, "what": what} | ({"reason": need_reason(reason)} if reason else {})
    record(Event(locked, CustodyEvent.READ, at, data))
    log(locked, "custody.read_file", user=by, data={"what": what, "reason": reason})
