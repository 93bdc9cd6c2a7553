"""Take a fresh signature back: by the signer alone, for ten minutes."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError
from cms.lib.locks import held, next_number
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.flows.chain import Event, record
from evidence.flows.files import expect_no_file
from evidence.queries.rows import vouch
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.queries.kept import ASKED, ENDED
from staff.flows.standing import revoke_credential
from staff.models.standing import Credential
from staff.models.user import User

WINDOW = timedelta(minutes=10)
REASON = "签署人在十分钟内撤回"  # stored: Chinese, as all that is printed


class NotYours(DomainError):
    code = "not_yours"
    message = _("Only the person who was asked to sign can do this.")


class TooLate(DomainError):
    code = "too_late"
    message = _("The ten minutes are over. Ask your HR section to revoke the pledge.")


class NotSigned(DomainError):
    code = "not_signed"
    message = _("There is no signature to take back.")


def last_moment(envelope: Envelope) -> datetime:
    """Until when the signer may take the signature back. Raises NotSigned."""
    if envelope.signed_at is None:
        raise NotSigned
    return envelope.signed_at + WINDOW


@transaction.atomic
def take_back(
    *,
    envelope: Envelope,
    by: User,
    method: str,
    at: datetime,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Envelope:
    """Undo one's own signature; a repeat changes nothing. Returns the envelope taken back.

    What was signed and its PDF stay as they are; the credential ends, and while the round is open
    a fresh envelope asks again. Raises NotYours, NotSigned, TooLate.
    """
    signed = held(envelope, "round", "member")
    if signed.member.user_id != by.pk:
        raise NotYours
    if signed.status == EnvelopeStatus.REVOKED and signed.ended_by_id == by.pk:
        return signed
    if not signed.is_signed:
        raise NotSigned
    if at > last_moment(signed):
        raise TooLate
    if signed.status == EnvelopeStatus.SIGNED:  # its PDF is not there yet, and never will be
        expect_no_file(subject=signed.subject, kind=SIGNED_FILE)
    Envelope.moves.to(signed, EnvelopeStatus.REVOKED)
    signed.ended_at, signed.ended_by, signed.ended_reason = at, by, REASON
    signed.save(update_fields=["status", "ended_at", "ended_by", "ended_reason"])
    told = {"method": method} | vouch((ENDED, signed))
    record(Event(signed, PledgeEvent.TAKEN_BACK, at, told))
    for credential in Credential.objects.filter(source=f"pledge:{signed.pk}"):
        revoke_credential(credential=credential, reason=REASON, at=at)
    if signed.round.is_open:
        ask_again(signed, at, entropy)
    return signed


def ask_again(old: Envelope, at: datetime, entropy: Callable[[int], bytes]) -> Envelope:
    """A fresh envelope in the place of `old`, with a number and a code of its own."""
    stem = old.number.removesuffix("号").partition("之")[0]
    mine = Envelope.objects.filter(round=old.round, member_id=old.member_id)
    fresh = Envelope.objects.create(
        round=old.round,
        member_id=old.member_id,
        code=make_code(entropy(RANDOM_BYTES)),
        number=next_number(f"{stem}之", mine, tail="号"),
        member_name=old.member_name,
        organisation_name=old.organisation_name,
        post_name=old.post_name,
        replaces=old,
    )
    data = {"round": old.round_id, "replaces": old.code, **vouch((ASKED, fresh))}
    record(Event(fresh, PledgeEvent.OPENED, at, data))
    return fresh
