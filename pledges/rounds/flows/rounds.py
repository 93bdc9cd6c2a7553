"""Open a signing round for a subtree, and close it."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.dates import term_end
from cms.lib.errors import DomainError, need_reason
from cms.lib.locks import held, holding
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.flows.chain import BATCH, Event, record, record_many
from evidence.queries.rows import vouch
from pledges.rounds.engine.ceremony import EnvelopeStatus, RoundState
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.models.template import PledgeTemplateVersion
from pledges.rounds.queries.audience import members_to_ask
from pledges.rounds.queries.kept import ASKED, ENDED, ROUND_CLOSED, ROUND_OPENED
from staff.models.organisation import Organisation
from staff.models.user import User


class VersionNotPublished(DomainError):
    code = "version_not_published"
    message = _("Only a published version can be signed.")


class DueTooEarly(DomainError):
    code = "due_too_early"
    message = _("The last day for signing must lie in the future.")


class NobodyToAsk(DomainError):
    code = "nobody_to_ask"
    message = _("Nobody here is left to ask: all have been asked to sign this version already.")


class RoundClosed(DomainError):
    code = "round_closed"
    message = _("This round is closed. Ask your HR section.")


@transaction.atomic
def open_round(
    *,
    version: PledgeTemplateVersion,
    organisation: Organisation,
    title: str,
    due_at: datetime,
    by: User,
    at: datetime,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> SigningRound:
    """Ask every active member of the subtree who has not been asked this version this year.

    One transaction: all envelopes or none. Raises VersionNotPublished, DueTooEarly, NobodyToAsk.
    """
    # The lock makes two clicks one after the other: the second finds nobody left to ask.
    version = held(version)
    if not version.is_published:
        raise VersionNotPublished
    if due_at <= at:
        raise DueTooEarly
    today = timezone.localdate(at)
    members = list(members_to_ask(version, organisation, today.year))
    if not members:
        raise NobodyToAsk
    opened = SigningRound.objects.create(
        title=title,
        version=version,
        organisation=organisation,
        year=today.year,
        opens_at=at,
        due_at=due_at,
        valid_until=term_end(today, version.term_months),
        opened_by=by,
    )
    envelopes = Envelope.objects.bulk_create(
        [
            Envelope(
                round=opened,
                member=member,
                code=make_code(entropy(RANDOM_BYTES)),
                number=f"承诺〔{opened.year}〕{opened.pk}-{place:04d}号",
                member_name=member.name,
                organisation_name=member.organisation.name,
                post_name=member.post.name,
            )
            for place, member in enumerate(members, 1)
        ],
        batch_size=BATCH,
    )
    data = {"round": opened.pk, "version": version.digest, "by": by.pk}
    record_many(
        [
            Event(envelope, PledgeEvent.OPENED, at, data | vouch((ASKED, envelope)))
            for envelope in envelopes
        ]
    )
    told = data | {"asked": len(envelopes)} | vouch((ROUND_OPENED, opened))
    record(Event(opened, PledgeEvent.ROUND_OPENED, at, told))
    log(opened, "rounds.open_round", user=by, data={"envelopes": len(envelopes)})
    return opened


@transaction.atomic
def close_round(*, round_: SigningRound, reason: str, by: User, at: datetime) -> SigningRound:
    """End a round; who has not signed by now is recorded so. Raises RoundClosed, ReasonMissing."""
    locked = held(round_)
    if not locked.is_open:
        raise RoundClosed
    why = need_reason(reason)
    unsigned = list(holding(locked.envelopes.unsigned()))
    locked.envelopes.unsigned().update(
        status=EnvelopeStatus.EXPIRED, ended_at=at, ended_by=by, ended_reason=why
    )
    told = {"by": by.pk, "reason": why}
    ended = [_ended(envelope, at, by, why) for envelope in unsigned]
    record_many([Event(one, PledgeEvent.EXPIRED, at, told | vouch((ENDED, one))) for one in ended])
    SigningRound.moves.to(locked, RoundState.CLOSED)
    locked.close_reason = why
    locked.closed_at, locked.closed_by = at, by
    locked.save(update_fields=["state", "close_reason", "closed_at", "closed_by"])
    closing = {"by": by.pk, "reason": locked.close_reason, "unsigned": len(unsigned)}
    record(Event(locked, PledgeEvent.ROUND_CLOSED, at, closing | vouch((ROUND_CLOSED, locked))))
    log(locked, "rounds.close_round", user=by, data={"unsigned": len(unsigned)})
    return locked


def _ended(envelope: Envelope, at: datetime, by: User, why: str) -> Envelope:
    """The row as the update has left it."""
    envelope.ended_at, envelope.ended_by, envelope.ended_reason = at, by, why
    return envelope
