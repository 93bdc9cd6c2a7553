"""Custody agreements before they are in force: drafted, changed, frozen for signing, made void."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.crypto import lookup_hash
from cms.lib.errors import DomainError
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.flows.chain import Event, record
from evidence.flows.files import expect_file
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import CustodyStatus
from pledges.custody.models.agreement import FORM, CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from pledges.custody.queries.facts import text_values
from staff.models.organisation import Organisation
from staff.models.user import User


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
    record(Event(agreement, CustodyEvent.DRAFTED, at, {"by": by.pk, "number": agreement.number}))
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
    record(Event(locked, CustodyEvent.CHANGED, at, {"by": by.pk}))
    return locked


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
    record(Event(locked, CustodyEvent.FROZEN, at, {"by": by.pk, "text": locked.digest}))
    expect_file(subject=locked.subject, kind=FORM, at=at)
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
    record(Event(locked, CustodyEvent.VOIDED, at, {"by": by.pk, "reason": reason}))
    log(locked, "custody.void_agreement", user=by, data={"reason": reason})
    return locked
