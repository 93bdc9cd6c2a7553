"""What happens in a round besides signing: reminders, refusals, exemptions, a new version."""

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from cms.lib.demo import Demo
from evidence.engine.events import RevocationCategory
from evidence.flows.chain import Event
from pledges.rounds.flows.ending import decline_envelope, exempt_envelope, revoke_envelope
from pledges.rounds.flows.rounds import open_round
from pledges.rounds.flows.templates import draft_next_version, publish_version
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.models.template import PledgeTemplateVersion
from pledges.rounds.queries.reminders import subject_of
from reminders.engine import ladder
from reminders.engine.outcome import Outcome
from reminders.models.reminder import Reminder
from staff.models.organisation import Organisation
from staff.models.user import User

OFFICE_HOURS = (8, 9, 9, 10, 10, 11, 12, 14, 15, 15, 16, 17, 19, 20)
EVERY = 3  # days between reminders after the last day, as in the settings' default
PILOT = "530426203"  # 富良棚乡
EXEMPTIONS = ("长期病假", "产假", "抽调驻村工作，年底返岗后签", "已办理退休手续", "外出挂职")
DECLINED = "对第三条亲属申报的范围有疑问，待单位当面说明后再签。"
REVOKED = "岗位登记有误，更正后按新岗位重新签署。"
SEVENTH = (
    "接受培训考核、督导检查和群众评议，如实提供情况；发现违规违纪线索及时报告，不隐瞒、不拖延。"
)
CHANGE = "第七条写明发现线索不得隐瞒、拖延"


def moments(opened: datetime, now: datetime, rng: random.Random) -> tuple[datetime, datetime]:
    """When one read and signed: by day, more people in the first weeks, minutes between the two."""
    last = now - timedelta(hours=1)
    day = timezone.localtime(opened + (last - opened) * rng.betavariate(1.2, 2.6))
    hour = rng.choice(OFFICE_HOURS)
    viewed = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))
    if not opened < viewed < last:
        viewed = opened + (last - opened) * rng.random()
    return viewed, viewed + timedelta(seconds=rng.randint(95, 900))


def reminders(
    round_: SigningRound, envelopes: Sequence[Envelope], now: datetime
) -> tuple[list[Reminder], list[Event]]:
    """The rungs that each has had by now; none after the signature."""
    days = (round_.opens_at, round_.due_at, now)
    rungs = ladder.rungs(*(timezone.localdate(day) for day in days), EVERY)
    rows, events = [], []
    for day, rung in rungs:
        early = timezone.make_aware(datetime.combine(day, time(7, 30)))
        at = round_.opens_at + timedelta(minutes=1) if rung == ladder.START else early
        if not round_.opens_at < at < now:
            continue
        for envelope in envelopes:
            if envelope.signed_at and envelope.signed_at < at:
                continue
            rows.append(_reminded(envelope, rung, at))
            if rows[-1].sent_at:
                payload = {"rung": rung, "channel": "in_product"}
                events.append(Event(envelope, PledgeEvent.REMINDED, at, payload))
    return rows, events


def _reminded(envelope: Envelope, rung: str, at: datetime) -> Reminder:
    """In the product, which only those see who can log in."""
    arrived = envelope.member.user_id is not None
    return Reminder(
        subject=subject_of(envelope.code),
        member=envelope.member,
        rung=rung,
        channel="in_product",
        outcome=Outcome.SENT if arrived else Outcome.NO_ADDRESS,
        made_at=at,
        taken_at=at,
        sent_at=at if arrived else None,
    )


def endings(demo: Demo, waiting: Sequence[Envelope], by: User) -> None:
    """One declines, some are exempt. `waiting`: unsigned ones that may end so."""
    day = demo.at - (demo.at - waiting[0].round.opens_at) / 10 if waiting else demo.at
    for envelope in [one for one in waiting if one.member.user_id][:1]:
        decline_envelope(
            envelope=envelope, reason=DECLINED, by=envelope.member.user, method="password", at=day
        )
    for envelope, reason in zip(waiting[1:], EXEMPTIONS[: len(waiting) // 3], strict=False):
        exempt_envelope(envelope=envelope, reason=reason, by=by, at=day)


def revocation(demo: Demo, signed: Envelope, by: User) -> None:
    """HR takes one signature out of force; the person is asked again."""
    at = demo.now()
    entropy = demo.rng("asked again").randbytes
    revoke_envelope(
        envelope=signed,
        category=RevocationCategory.MISTAKE,
        reason=REVOKED,
        by=by,
        at=at,
        entropy=entropy,
    )


def next_version(version: PledgeTemplateVersion, by: User, at: datetime) -> PledgeTemplateVersion:
    """The second version: the last clause says more."""
    draft = draft_next_version(template=version.template, by=by)
    draft.clauses = [*draft.clauses[:-1], draft.clauses[-1] | {"text": SEVENTH}]
    draft.save(update_fields=["clauses"])
    return publish_version(version=draft, by=by, at=at, change="material", note=CHANGE)


def pilot(demo: Demo, first: SigningRound, by: User) -> SigningRound | None:
    """A township tries the second version; its last day has passed."""
    span = demo.at - first.opens_at
    opened_at, due_at = first.opens_at + span * 0.8, first.opens_at + span * 0.96
    unit = Organisation.objects.filter(code=PILOT).first()
    unit = unit or Organisation.objects.filter(depth=3).order_by("-path").first()
    if unit is None:
        return None
    version = next_version(first.version, by, opened_at - timedelta(minutes=5))
    return open_round(
        version=version,
        organisation=unit,
        title=f"{unit.short_name}新版承诺书试签",
        due_at=due_at,
        by=by,
        at=opened_at,
        entropy=demo.rng("pilot codes").randbytes,
    )
