"""Custody agreements before they are in force: drafted, changed, frozen for signing, made void."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.flows.jobs import enqueue
from cms.lib.crypto import lookup_hash
from cms.lib.dates import chinese_date
from cms.lib.errors import DomainError
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import CustodyStatus
from pledges.custody.models.agreement import CustodyAgreement
from staff.models.organisation import Organisation
from staff.models.user import User

CHINESE = {
    "low_income": "低保",
    "extreme_poverty": "特困（分散供养）",
    "other": "其他",
    "full": "完全",
    "limited": "限制",
    "none": "无",
    "month": "月",
    "quarter": "季",
    "half_year": "半年",
}
SCOPE_WORDS = {
    "allowance": "低保金",
    "living": "特困基本生活费",
    "care": "照料护理费",
    "temporary": "临时救助金",
    "goods": "实物",
    "other": "其他救助款物",
}
HANDOVER_DAYS = 7


class NotDraft(DomainError):
    code = "not_draft"
    message = _("This agreement is no longer a draft: its text is fixed.")


class NotPossible(DomainError):
    code = "custody_state"
    message = _("The agreement is in another state by now. Reload the page.")


class SupervisorRelated(DomainError):
    code = "supervisor_related"
    message = _("Confirm first that the supervisor is not a near relative of the custodian.")


class SamePerson(DomainError):
    code = "same_person"
    message = _("The custodian, the assisted person and the supervisor must be different people.")


def lock(agreement: CustodyAgreement) -> CustodyAgreement:
    """The agreement's row, held until the transaction ends."""
    rows = CustodyAgreement.objects.select_for_update(of=("self",))
    return rows.select_related("township").get(pk=agreement.pk)


def move_to(agreement: CustodyAgreement, wanted: CustodyStatus) -> None:
    """Set the state (unsaved). Raises NotPossible when the table has no such move."""
    if not custody.may_move(agreement.status, wanted):
        raise NotPossible
    agreement.status = wanted


def _number(township: Organisation, year: int) -> str:
    """代管-530426001-2026-0007. The caller holds the township's row."""
    head = f"代管-{township.code}-{year}-"
    last = CustodyAgreement.objects.filter(number__startswith=head).order_by("-number").first()
    return f"{head}{int(last.number[-4:]) + 1 if last else 1:04d}"


def _check_people(values: dict) -> None:
    people = [values["custodian_name"], values["person_name"], values["supervisor_name"]]
    if len(set(people)) < len(people):
        raise SamePerson


@transaction.atomic
def draft_agreement(
    *,
    township: Organisation,
    values: dict,
    by: User,
    at: datetime,
    renews: CustodyAgreement | None = None,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> CustodyAgreement:
    """A draft with a number of its own. `values` are model fields. Raises SamePerson."""
    _check_people(values)
    Organisation.objects.select_for_update().get(pk=township.pk)
    agreement = CustodyAgreement.objects.create(
        township=township,
        clerk=by,
        code=make_code(entropy(RANDOM_BYTES)),
        number=_number(township, timezone.localdate(at).year),
        person_id_hash=lookup_hash("id_number", values["person_id_number"]),
        created_at=at,
        renews=renews,
        **values,
    )
    record(Event(agreement, EvidenceKind.DRAFTED, at, {"by": by.pk, "number": agreement.number}))
    return agreement


@transaction.atomic
def change_agreement(
    *, agreement: CustodyAgreement, values: dict, by: User, at: datetime
) -> CustodyAgreement:
    """Change a draft. Raises NotDraft, SamePerson."""
    locked = lock(agreement)
    if not locked.is_draft:
        raise NotDraft
    _check_people(values)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.person_id_hash = lookup_hash("id_number", locked.person_id_number)
    locked.save()
    record(Event(locked, EvidenceKind.CHANGED, at, {"by": by.pk}))
    return locked


def text_values(agreement: CustodyAgreement) -> dict[str, str]:
    """What the placeholders of the agreement's text stand for."""
    guardian = "无（本人具有完全民事行为能力）"
    if agreement.guardian_name:
        phone = agreement.guardian_phone or "无"
        guardian = f"{agreement.guardian_name}　关系：{agreement.guardian_relation}　电话：{phone}"
    paid = f"由{agreement.paid_by or '甲方'}承担报酬，每月{agreement.pay}元"
    return {
        "协议编号": agreement.number,
        "甲方": agreement.township.name,
        "经办机构": f"{agreement.township.name}社会救助经办机构",
        "甲方联系人": str(agreement.clerk),
        "乙方": agreement.custodian_name,
        "乙方关系": agreement.custodian_relation,
        "乙方住址": agreement.custodian_address,
        "乙方电话": agreement.custodian_phone,
        "丙方": agreement.person_name,
        "救助类别": CHINESE[agreement.aid],
        "行为能力": CHINESE[agreement.capacity],
        "监护人": guardian,
        "监督人": agreement.supervisor_name,
        "监督人电话": agreement.supervisor_phone,
        "原因": agreement.reason,
        "范围": "、".join(SCOPE_WORDS[code] for code in agreement.scope),
        "月均": str(agreement.monthly),
        "账户尾号": agreement.account_tail,
        "单笔限额": str(agreement.single_limit),
        "报账周期": CHINESE[agreement.report_cycle],
        "检查周期": CHINESE[agreement.check_cycle],
        "报酬": paid if agreement.pay else "无偿代管",
        "起始日": chinese_date(agreement.starts_on),
        "到期日": chinese_date(agreement.ends_on),
        "移交天数": str(HANDOVER_DAYS),
        "份数": "四",
    }


def freeze_text(agreement: CustodyAgreement) -> None:
    """Put the words and their digest into the (unsaved) agreement."""
    agreement.text_version = custody.TEXT_VERSION
    agreement.text = custody.fill_custody(text_values(agreement), agreement.text_version)
    agreement.digest = custody.text_digest(agreement.text)


@transaction.atomic
def start_signing(*, agreement: CustodyAgreement, by: User, at: datetime) -> CustodyAgreement:
    """Freeze the text for the parties. Raises NotPossible, SupervisorRelated."""
    locked = lock(agreement)
    move_to(locked, CustodyStatus.SIGNING)
    if not locked.supervisor_unrelated:
        raise SupervisorRelated
    freeze_text(locked)
    locked.save()
    record(Event(locked, EvidenceKind.FROZEN, at, {"by": by.pk, "text": locked.digest}))
    enqueue("custody.make_document", agreement_id=locked.pk, kind="paper")
    return locked


@transaction.atomic
def void_agreement(
    *, agreement: CustodyAgreement, reason: str, by: User, at: datetime
) -> CustodyAgreement:
    """Give up an agreement that never came into force. Raises NotPossible."""
    locked = lock(agreement)
    move_to(locked, CustodyStatus.VOID)
    locked.ended_at, locked.ended_by, locked.end_reason = at, by, reason
    locked.save()
    locked.links.filter(used_at__isnull=True, cancelled_at__isnull=True).update(cancelled_at=at)
    record(Event(locked, EvidenceKind.VOIDED, at, {"by": by.pk, "reason": reason}))
    log(locked, "custody.void_agreement", user=by, data={"reason": reason})
    return locked
