"""Sign from the own phone: a one-time link, then the code of `codes`, then the signature, once."""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy

from cms.lib.crypto import lookup_hash
from cms.lib.errors import DomainError, MovedOn
from cms.lib.locks import held
from evidence.engine.strokes import Signature
from evidence.flows.chain import Event, record
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import Party
from pledges.custody.flows.signing import Ceremony, sign_agreement
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.events import CustodyEvent
from pledges.custody.models.signing import CustodyLink, CustodySignature
from reminders.adapters.gateways import fault_of
from staff.models.user import User

LINK_LIVES = timedelta(hours=24)
MAX_TRIES = 5  # wrong codes per message


class LinkGone(DomainError):
    code = "link_gone"
    message = gettext_lazy("This link is used up or has expired. Ask the clerk for a new one.")


class WrongCode(DomainError):
    code = "wrong_code"
    message = gettext_lazy("The code is not right or has expired.")


class SmsUnavailable(DomainError):
    code = "sms_unavailable"
    message = gettext_lazy("No SMS gateway is set up. Sign on the clerk's device or on paper.")


class NoPhone(DomainError):
    code = "no_phone"
    message = gettext_lazy("There is no mobile number for this party in the agreement.")


def hash_code(link: CustodyLink, code: str) -> str:
    return lookup_hash("custody_otp", f"{link.pk}:{code}")


def hash_token(token: str) -> str:
    return lookup_hash("custody_link", token)


@transaction.atomic
def make_link(
    *, agreement: CustodyAgreement, party: Party, by: User, at: datetime
) -> tuple[CustodyLink, str]:
    """A fresh link and its token, shown once; an earlier open one ends. Raises MovedOn,
    NoPhone, SmsUnavailable.
    """
    if fault_of("sms"):
        raise SmsUnavailable
    locked = held(agreement, "township")
    signed = set(locked.signatures.values_list("party", flat=True))
    if not locked.is_signing or party not in custody.may_sign_now(locked.capacity, signed):
        raise MovedOn
    if not locked.party_phone(party):
        raise NoPhone
    earlier = locked.links.filter(party=party, used_at__isnull=True, cancelled_at__isnull=True)
    earlier.update(cancelled_at=at)
    token = secrets.token_urlsafe(24)
    link = CustodyLink.objects.create(
        agreement=locked,
        party=party,
        token_hash=hash_token(token),
        created_at=at,
        created_by=by,
        expires_at=at + LINK_LIVES,
    )
    record(Event(locked, CustodyEvent.LINK_SENT, at, {"party": str(party), "by": by.pk}))
    return link, token


def open_link(*, token: str, at: datetime) -> CustodyLink:
    """The live link of a token, or one whose party has signed. Raises LinkGone."""
    found = CustodyLink.objects.select_related("agreement__township", "agreement__clerk")
    link = found.filter(token_hash=hash_token(token)).first()
    if link is None or (link.used_at is None and not lives(link, at)):
        raise LinkGone
    return link


def lives(link: CustodyLink, at: datetime) -> bool:
    return link.used_at is None and link.cancelled_at is None and at < link.expires_at


def lock_link(link: CustodyLink, at: datetime) -> CustodyLink:
    """The agreement's row first, as every other flow does, then the link's. Raises LinkGone."""
    held(link.agreement, "township")
    row = held(link, "agreement")
    if not lives(row, at):
        raise LinkGone
    return row


def prove_code(*, link: CustodyLink, code: str, at: datetime) -> str:
    """The browser's half of the proof, when `code` is right. A wrong try is counted at once.

    Raises LinkGone, WrongCode.
    """
    with transaction.atomic():
        row = lock_link(link, at)
        proof = _judge(row, code, at)
    if proof is None:
        raise WrongCode
    return proof


def _judge(row: CustodyLink, code: str, at: datetime) -> str | None:
    """Outside of any exception, so that the count of wrong tries is committed."""
    expires = row.otp_expires_at
    if not row.otp_hash or row.otp_tries >= MAX_TRIES or expires is None or at >= expires:
        return None
    if not hmac.compare_digest(row.otp_hash, hash_code(row, code)):
        CustodyLink.objects.filter(pk=row.pk).update(otp_tries=F("otp_tries") + 1)
        return None
    proof = secrets.token_urlsafe(24)
    row.session_hash, row.otp_hash = lookup_hash("custody_proof", proof), ""
    row.save(update_fields=["session_hash", "otp_hash"])
    record(Event(row.agreement, CustodyEvent.CODE_PROVED, at, {"party": row.party}))
    return proof


def is_proved(link: CustodyLink, proof: str) -> bool:
    """Whether this browser is the one that entered the code."""
    wanted = lookup_hash("custody_proof", proof)
    return bool(proof and link.session_hash) and hmac.compare_digest(link.session_hash, wanted)


@transaction.atomic
def sign_by_link(
    *, link: CustodyLink, proof: str, drawn: Signature, digest: str, at: datetime
) -> CustodyAgreement:
    """Sign once; a repeat from the same browser finds it signed. Raises LinkGone, WrongCode and
    what `sign_agreement` raises.
    """
    if not is_proved(link, proof):
        raise WrongCode
    agreement = held(link.agreement, "township")
    if not agreement.signatures.filter(party=link.party).exists():
        lock_link(link, at)
    ceremony = Ceremony(drawn=drawn, digest=digest, method=CustodySignature.Method.LINK)
    done = sign_agreement(
        agreement=agreement, party=Party(link.party), ceremony=ceremony, host=None, at=at
    )
    CustodyLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=at)
    return done
