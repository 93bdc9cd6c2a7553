"""Keep a running round in line with the roster: joiners in, leavers out, movers followed."""

import secrets
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cms.lib.locks import holding, last_number
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.flows.chain import BATCH, Event, record, record_many
from evidence.queries.rows import vouch
from pledges.rounds.engine import audience
from pledges.rounds.engine.audience import Audience, Changes, Held, Person, Standing, Triggers
from pledges.rounds.engine.ceremony import SIGNED, UNSIGNED, EnvelopeStatus
from pledges.rounds.flows.takeback import ask_again
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.queries.audience import back_since, members_to_ask
from pledges.rounds.queries.kept import ASKED, ENDED
from staff.models.member import Member

REASONS = {
    "left": "已离岗",
    "outside": "已调出本批次范围",
}  # stored: Chinese, as all that is printed


@transaction.atomic
def sync_round(
    *,
    round_id: int,
    at: datetime,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Changes:
    """Bring the round in line with the roster. A repeat changes nothing; a signature never does.

    An unsigned envelope of somebody who left or moved away is closed with the reason; of a
    mover within the audience it follows. A signed one stays, and where the template says so a
    successor asks to sign again.
    """
    rounds = holding(SigningRound.objects).select_related("organisation", "version__template")
    round_ = rounds.get(pk=round_id)
    if not round_.is_open:
        return Changes()
    envelopes = {e.pk: e for e in holding(round_.envelopes.live())}
    changes = _changes(round_, envelopes)
    if not changes.any:
        return changes
    _join(round_, changes.join, at, entropy)
    _close(envelopes, changes, at)
    _follow(envelopes, changes, at)
    for pk in changes.sign_again:
        fresh = ask_again(envelopes[pk], at, entropy)
        _place(fresh, Member.objects.select_related("organisation", "post").get(pk=fresh.member_id))
    counts = {
        "joined": len(changes.join),
        "closed": len(changes.close),
        "followed": len(changes.follow),
        "again": len(changes.sign_again),
    }
    record(Event(round_, PledgeEvent.ROUND_SYNCED, at, counts))
    return changes


def _changes(round_: SigningRound, envelopes: dict[int, Envelope]) -> Changes:
    asked = members_to_ask(round_.version, round_.organisation, round_.year)
    known = Member.objects.filter(pk__in={e.member_id for e in envelopes.values()})
    members = [*asked, *known.select_related("organisation", "post")]
    returns = back_since([member.pk for member in members])
    template = round_.version.template
    posts = frozenset(template.posts.values_list("pk", flat=True))
    return audience.reconcile(
        Audience((round_.organisation.path,), posts, frozenset(template.categories)),
        {member.pk: _person(member, returns.get(member.pk)) for member in members},
        [_held(envelope) for envelope in envelopes.values()],
        Triggers(template.again_on_post, template.again_on_unit, template.again_on_return),
    )


def _person(member: Member, back: date | None) -> Person:
    return Person(
        pk=member.pk,
        active=member.is_active,
        path=member.organisation.path,
        post=member.post_id,
        category=member.category,
        unit_name=member.organisation.name,
        post_name=member.post.name,
        back_since=back,
    )


def _held(envelope: Envelope) -> Held:
    standing = Standing.RELEASED
    if envelope.status in UNSIGNED:
        standing = Standing.WAITING
    elif envelope.status in SIGNED:
        standing = Standing.SIGNED
    names = (envelope.organisation_name, envelope.post_name)
    signed_on = timezone.localdate(envelope.signed_at) if envelope.signed_at else None
    return Held(envelope.pk, envelope.member_id, standing, *names, signed_on=signed_on)


def _join(round_: SigningRound, members: tuple[int, ...], at: datetime, entropy) -> None:
    head = f"承诺〔{round_.year}〕{round_.pk}-"
    last = last_number(head, round_.envelopes.filter(replaces__isnull=True), tail="号")
    people = Member.objects.select_related("organisation", "post").in_bulk(members)
    fresh = [
        Envelope(
            round=round_,
            member=people[pk],
            code=make_code(entropy(RANDOM_BYTES)),
            number=f"{head}{place:04d}号",
            member_name=people[pk].name,
            organisation_name=people[pk].organisation.name,
            post_name=people[pk].post.name,
        )
        for place, pk in enumerate(members, last + 1)
    ]
    made = Envelope.objects.bulk_create(fresh, batch_size=BATCH)
    data = {"round": round_.pk, "version": round_.version.digest}
    record_many([Event(one, PledgeEvent.OPENED, at, data | vouch((ASKED, one))) for one in made])


def _close(envelopes: dict[int, Envelope], changes: Changes, at: datetime) -> None:
    events = []
    for pk, why in changes.close:
        envelope = envelopes[pk]
        Envelope.moves.to(envelope, EnvelopeStatus.EXPIRED)
        envelope.ended_at, envelope.ended_reason = at, REASONS[why.value]
        envelope.save(update_fields=["status", "ended_at", "ended_reason"])
        told = {"reason": why.value} | vouch((ENDED, envelope))
        events.append(Event(envelope, PledgeEvent.EXPIRED, at, told))
    record_many(events)


def _follow(envelopes: dict[int, Envelope], changes: Changes, at: datetime) -> None:
    moved = [envelopes[pk] for pk in changes.follow]
    members = Member.objects.select_related("organisation", "post").in_bulk(
        [envelope.member_id for envelope in moved]
    )
    events = []
    for envelope in moved:
        _place(envelope, members[envelope.member_id])
        data = {"unit": envelope.organisation_name, "post": envelope.post_name}
        events.append(Event(envelope, PledgeEvent.MOVED, at, data))
    record_many(events)


def _place(envelope: Envelope, member: Member) -> None:
    envelope.organisation_name, envelope.post_name = member.organisation.name, member.post.name
    envelope.save(update_fields=["organisation_name", "post_name"])
