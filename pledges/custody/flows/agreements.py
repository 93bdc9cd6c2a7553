"""Custody agreements before they are in force: drafted, changed, frozen for signing, made void."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.crypto import lookup_hash
from cms.lib.errors import DomainError, TwoPeople, need_reason
from cms.lib.locks import held, next_number
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.flows.chain import Event, record
from evidence.flows.files import expect_file
from evidence.queries.rows import vouch
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import CustodyStatus
from pledges.custody.models.agreement import FORM, CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from pledges.custody.queries.facts import text_values
from pledges.custody.queries.kept import AGREED, ENDED
from staff.models.organisation import Organisation
from staff.models.user import User


class NotDraft(DomainError):
    code = "not_draft"
    message = _("This agreement is no longer a draft: its text is fixed.")


class SupervisorRelated(DomainError):
    code = "supervisor_related"
    message = _("Confirm first that the supervisor is not a near relative of the custodian.")


THREE_PEOPLE = _("The custodian, the assisted person and the supervisor must be different people.")


def _check_people(values: dict) -> None:
    people = [values["custodian_name"], values["person_name"], values["supervisor_name"]]
    if len(set(people)) < len(people):
        raise TwoPeople(THREE_PEOPLE)


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
    """A draft with a number of its own. `values` are model fields. Raises TwoPeople."""
    _check_people(values)
    held(township)  # its numbers are given out one after the other
    head = f"代管-{township.code}-{timezone.localdate(at).year}-"
    agreement = CustodyAgreement.objects.create(
        township=township,
        clerk=by,
        code=make_code(entropy(RANDOM_BYTES)),
        number=next_number(head, CustodyAgreement.objects.all(), width=4),
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
    """Change a draft. Raises NotDraft, TwoPeople."""
    locked = held(agreement, "township")
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
    """Freeze the text for the parties. Raises MovedOn, SupervisorRelated."""
    locked = held(agreement, "township")
    CustodyAgreement.moves.to(locked, CustodyStatus.SIGNING)
    if not locked.supervisor_unrelated:
        raise SupervisorRelated
    freeze_text(locked)
    locked.save()
    data = {"by": by.pk, "text": locked.digest, **vouch((AGREED, locked))}
    record(Event(locked, CustodyEvent.FROZEN, at, data))
    expect_file(subject=locked.subject, kind=FORM, at=at)
    return locked


@transaction.atomic
def void_agreement(
    *, agreement: CustodyAgreement, reason: str, by: User, at: datetime
) -> CustodyAgreement:
    """Give up an agreement that never came into force. Raises ReasonMissing, MovedOn."""
    reason = need_reason(reason)
    locked = held(agreement, "township")
    CustodyAgreement.moves.to(locked, CustodyStatus.VOID)
    locked.ended_at, locked.ended_by, locked.end_reason = at, by, reason
    locked.save()
    locked.links.filter(used_at__isnull=True, cancelled_at__isnull=True).update(cancelled_at=at)
    data = {"by": by.pk, "reason": reason, **vouch((ENDED, locked))}
    record(Event(locked, CustodyEvent.VOIDED, at, data))
    log(locked, "custody.void_agreement", user=by, data={"reason": reason})
    return locked
