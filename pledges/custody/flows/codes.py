"""The code by SMS to the number in the agreement: asked for, sent in the background, once.

The code is made by the job that sends it and nowhere kept but as a keyed hash: what stands in
the job's row, or in a backup, opens nothing.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.flows.jobs import enqueue
from cms.lib.errors import DomainError
from cms.lib.locks import held
from evidence.flows.chain import Event, record
from pledges.custody.flows.links import LinkGone, hash_code, lock_link
from pledges.custody.models.events import CustodyEvent
from pledges.custody.models.signing import CustodyLink
from reminders.adapters.gateways import send
from reminders.engine.outcome import UNDER_WAY, Answer, Message, Outcome

CODE_LIVES = timedelta(minutes=10)
MAX_CODES = 5  # messages per link
PATIENCE = timedelta(minutes=1)  # so long a second press waits for the first one's message


class TooManyCodes(DomainError):
    code = "too_many_codes"
    message = gettext_lazy("No more codes can be sent for this link. Ask the clerk for a new one.")


@transaction.atomic
def ask_code(*, link: CustodyLink, at: datetime) -> CustodyLink:
    """Have a code sent; an earlier one ends. Pressed again at once, it stays one message.

    Raises LinkGone, TooManyCodes.
    """
    row = lock_link(link, at)
    asked = row.otp_asked_at
    if row.otp_state in UNDER_WAY and asked is not None and at < asked + PATIENCE:
        return row
    if row.otp_asked >= MAX_CODES:
        raise TooManyCodes
    row.otp_asked += 1
    row.otp_asked_at, row.otp_state, row.otp_problem = at, Outcome.QUEUED, ""
    row.otp_hash, row.otp_expires_at, row.otp_tries = "", None, 0
    row.save()
    enqueue("custody.send_code", link_id=row.pk, number=row.otp_asked)
    return row


def send_code(
    *, link_id: int, number: int, at: datetime, digits: Callable[[], str] | None = None
) -> Outcome | None:
    """Send the code that was asked for as number `number`; what became of it.

    None, and nothing is sent, when the job ran before, a later code was asked for or the link
    has ended. The chain hears of it once the gateway took the message.
    """
    code = digits() if digits else f"{secrets.randbelow(1_000_000):06d}"
    row = _take(link_id, number, code, at)
    if row is None:
        return None
    with translation.override(settings.LANGUAGE_CODE):
        answer = send("sms", _message(row, code))
    _note(row, number, answer, at)
    return answer.outcome


@transaction.atomic
def _take(link_id: int, number: int, code: str, at: datetime) -> CustodyLink | None:
    """Mark it as leaving, and commit that with the hash, before anything leaves."""
    link = CustodyLink.objects.select_related("agreement").get(pk=link_id)
    try:
        row = lock_link(link, at)
    except LinkGone:
        return None
    if row.otp_state != Outcome.QUEUED or row.otp_asked != number:
        return None
    row.otp_state, row.otp_hash = Outcome.SENDING, hash_code(row, code)
    row.otp_expires_at = at + CODE_LIVES
    row.save()
    return row


def _message(row: CustodyLink, code: str) -> Message:
    text = _("Your code for signing the custody agreement: %(code)s. Valid for 10 minutes.")
    return Message(row.agreement.party_phone(row.party), "", text % {"code": code})


@transaction.atomic
def _note(row: CustodyLink, number: int, answer: Answer, at: datetime) -> None:
    """The answer, unless another code was asked for meanwhile; in the chain whatever was sent."""
    agreement = held(row.agreement, "township")
    mine = CustodyLink.objects.filter(pk=row.pk, otp_asked=number)
    if answer.is_sent:
        mine.update(otp_state=answer.outcome)
        payload = {"party": row.party}
        if answer.reference:
            payload["reference"] = answer.reference
        record(Event(agreement, CustodyEvent.CODE_SENT, at, payload))
    else:
        mine.update(otp_state=answer.outcome, otp_problem=answer.problem, otp_hash="")
