"""How an envelope ends besides signing: declined, exempt, revoked, replaced."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from cms.lib.errors import MovedOn, need_reason, not_own_record
from cms.lib.locks import held, holding
from evidence.engine.events import RevocationCategory
from evidence.flows.chain import Event, record, record_many
from evidence.flows.files import expect_no_file
from evidence.queries.rows import vouch
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.flows.takeback import NotYours, ask_again
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.queries.envelopes import epochs
from pledges.rounds.queries.kept import ENDED
from staff.flows.standing import revoke_credential
from staff.models.standing import Credential
from staff.models.user import User


def _end(locked: Envelope, wanted: EnvelopeStatus, by: User | None, reason: str, at: datetime):
    was_signed = locked.status == EnvelopeStatus.SIGNED
    Envelope.moves.to(locked, wanted)
    if was_signed:  # its PDF is not there yet, and never will be
        expect_no_file(subject=locked.subject, kind=SIGNED_FILE)
    locked.ended_at, locked.ended_by, locked.ended_reason = at, by, reason
    locked.save(
        update_fields=["status", "ended_at", "ended_by", "ended_reason", "revoked_category"]
    )


def _told(locked: Envelope, by: User, why: str) -> dict:
    """What the entry of an end says: who, why, and the row as it stands now."""
    return {"by": by.pk, "reason": why, **vouch((ENDED, locked))}


def _decided(envelope: Envelope, reason: str, by: User) -> tuple[str, Envelope]:
    """What HR decides about somebody else: the reason and the envelope, held."""
    why, locked = need_reason(reason), held(envelope, "round__version", "member")
    not_own_record(by, locked.member.user_id)
    return why, locked


@transaction.atomic
def decline_envelope(
    *, envelope: Envelope, reason: str, by: User, method: str, at: datetime
) -> Envelope:
    """The signer, and nobody else, will not sign, and says why; `method` is how it was confirmed
    who is at the keyboard. Raises ReasonMissing, NotYours, MovedOn.
    """
    why, locked = need_reason(reason), held(envelope, "round__version", "member")
    if locked.member.user_id != by.pk:
        raise NotYours
    if not locked.round.is_open:
        raise MovedOn
    _end(locked, EnvelopeStatus.DECLINED, by, why, at)
    told = _told(locked, by, why) | {"method": method}
    record(Event(locked, PledgeEvent.DECLINED, at, told))
    return locked


@transaction.atomic
def exempt_envelope(*, envelope: Envelope, reason: str, by: User, at: datetime) -> Envelope:
    """HR does not ask this person; never oneself. Raises ReasonMissing, OwnRecord, MovedOn."""
    why, locked = _decided(envelope, reason, by)
    if not locked.round.is_open:
        raise MovedOn
    _end(locked, EnvelopeStatus.EXEMPT, by, why, at)
    record(Event(locked, PledgeEvent.EXEMPTED, at, _told(locked, by, why)))
    log(locked.round, "rounds.exempt", user=by, data={"number": locked.number})
    return locked


@transaction.atomic
def exempt_many(
    *, round_: SigningRound, envelopes: Iterable[int], reason: str, by: User, at: datetime
) -> int:
    """Exempt all of these who still have to sign; returns how many. Who signed meanwhile stays.

    Raises ReasonMissing, OwnRecord when the own one is among them, MovedOn (the round is closed).
    """
    why = need_reason(reason)
    locked = held(round_)
    if not locked.is_open:
        raise MovedOn
    waiting = locked.envelopes.unsigned().filter(pk__in=list(envelopes))
    chosen = list(holding(waiting).select_related("member").order_by("number"))
    not_own_record(by, *(envelope.member.user_id for envelope in chosen))
    for envelope in chosen:
        _end(envelope, EnvelopeStatus.EXEMPT, by, why, at)
    record_many([Event(one, PledgeEvent.EXEMPTED, at, _told(one, by, why)) for one in chosen])
    log(locked, "rounds.exempt", user=by, data={"people": len(chosen)})
    return len(chosen)


@transaction.atomic
def lift_exemption(*, envelope: Envelope, reason: str, by: User, at: datetime) -> Envelope:
    """Ask the person after all. Raises ReasonMissing, OwnRecord, MovedOn."""
    why, locked = _decided(envelope, reason, by)
    if not locked.round.is_open:
        raise MovedOn
    Envelope.moves.to(locked, EnvelopeStatus.OPEN)
    locked.ended_at, locked.ended_by, locked.ended_reason = None, None, ""
    locked.save(update_fields=["status", "ended_at", "ended_by", "ended_reason"])
    record(Event(locked, PledgeEvent.EXEMPTION_LIFTED, at, _told(locked, by, why)))
    log(locked.round, "rounds.lift_exemption", user=by, data={"number": locked.number})
    return locked


@transaction.atomic
def revoke_envelope(
    *,
    envelope: Envelope,
    category: RevocationCategory,
    reason: str,
    by: User,
    at: datetime,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Envelope:
    """HR takes a signature out of force; what was signed and its PDF stay as they are.

    The credential ends, and while the round is open a fresh envelope asks again: the person
    finds it, with the reason, among the own pledges. The public is told the category alone.
    Raises ReasonMissing, OwnRecord, MovedOn.
    """
    why, locked = _decided(envelope, reason, by)
    locked.revoked_category = category.value
    _end(locked, EnvelopeStatus.REVOKED, by, why, at)
    told = _told(locked, by, why) | {"category": category.value}
    record(Event(locked, PledgeEvent.REVOKED, at, told))
    for credential in Credential.objects.filter(source=f"pledge:{locked.pk}"):
        revoke_credential(credential=credential, reason=why, at=at)
    waiting = Envelope.objects.live().filter(replaces=locked)
    if locked.round.is_open and not waiting.exists():
        ask_again(locked, at, entropy)
    log(locked.round, "rounds.revoke", user=by, data={"number": locked.number})
    return locked


@transaction.atomic
def supersede_earlier(*, envelope: Envelope, at: datetime) -> int:
    """After a signature: what it takes the place of counts no more. Returns how many.

    That is the envelope it was made to replace, and every signature of the same member under a
    materially older version of the same template; never one under the same words.
    """
    version = envelope.round.version
    epoch = epochs(version.template_id)
    mine = Envelope.objects.signed().filter(
        member_id=envelope.member_id, round__version__template=version.template_id
    )
    earlier = holding(mine).exclude(pk=envelope.pk).select_related("round")
    replaced = 0
    for old in earlier:
        older = epoch[old.round.version_id] < epoch[version.pk]
        if not older and old.pk != envelope.replaces_id:
            continue
        _end(old, EnvelopeStatus.SUPERSEDED, None, envelope.number, at)
        told = {"by": envelope.code} | vouch((ENDED, old))
        record(Event(old, PledgeEvent.SUPERSEDED, at, told))
        replaced += 1
    return replaced
