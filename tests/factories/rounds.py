"""Dull builders for pledges. Nothing here makes more than its name says."""

import json
from datetime import date, datetime, timedelta
from itertools import count

from django.utils import timezone

from cms.models.basis import LegalBasis
from evidence.engine import consent
from evidence.engine.strokes import parse
from evidence.flows.consent import agree
from pledges.rounds.flows.rounds import open_round
from pledges.rounds.flows.signing import sign_envelope, view_envelope
from pledges.rounds.flows.templates import publish_version
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.template import PledgeTemplate, PledgeTemplateVersion, VersionBasis

_numbers = count(1)
PREAMBLE = (
    "致：{所在单位}（并报{县级民政部门}备案）\n本人{姓名}，现任{单位}{岗位}，从事{工作内容}工作。"
)
CLAUSES = [
    {"heading": "依法办事", "text": "符合条件的不推诿。"},
    {"heading": "据实调查", "text": "入户调查不少于两人。"},
]
CLOSING = "本承诺自签署之日起生效，有效期至{到期日}。"
# Two strokes that cross: as much of a signature as the rules ask for.
DRAWN = json.dumps(
    {
        "width": 300,
        "height": 180,
        "strokes": [
            [[30 + 4 * step, 90 + step % 7] for step in range(50)],
            [[150 - step % 5, 20 + 3 * step] for step in range(45)],
        ],
    }
)


SIGNATURE = parse(DRAWN)


def make_basis(**values) -> LegalBasis:
    number = next(_numbers)
    values.setdefault("law", f"社会救助暂行办法{number}")
    values.setdefault("status", LegalBasis.Status.CHECKED)
    values.setdefault("checked_on", date(2026, 3, 2))
    return LegalBasis.objects.create(article="第六十六条", version="2019年修订", **values)


def make_draft(**values) -> PledgeTemplateVersion:
    """An unpublished version with one checked basis."""
    template, _ = PledgeTemplate.objects.get_or_create(code="pledge", name="承诺书")
    values = {
        "template": template,
        "number": template.versions.count() + 1,
        "title": "社会救助承诺书",
        "preamble": PREAMBLE,
        "clauses": CLAUSES,
        "closing": CLOSING,
        "consent": "我同意以电子签名方式签署。",
        **values,
    }
    if values["number"] > 1 and values["closing"] == CLOSING:
        values["closing"] += f"第{values['number']}版。"
    draft = PledgeTemplateVersion.objects.create(**values)
    VersionBasis.objects.create(version=draft, basis=make_basis())
    return draft


def make_version(by, at: datetime, **values) -> PledgeTemplateVersion:
    change = values.pop("change", "material")
    return publish_version(version=make_draft(**values), by=by, at=at, change=change)


def make_round(world, at: datetime, organisation=None, version=None, **values) -> SigningRound:
    """A round over the whole city, opened by its HR, due in ten days."""
    by = values.pop("by", world.users["hr_city"])
    return open_round(
        version=version or make_version(by, at - timedelta(minutes=1)),
        organisation=organisation or world.city,
        title=values.pop("title", "2026年度承诺书"),
        due_at=values.pop("due_at", at + timedelta(days=10)),
        by=by,
        at=at,
        **values,
    )


def envelope_of(round_: SigningRound, member) -> Envelope:
    return Envelope.objects.get(round=round_, member=member)


def consents(member, at: datetime):
    """The member's agreement on electronic signatures."""
    return agree(member=member, digest=consent.digest(), method="password", at=at)


def sign(envelope: Envelope, at: datetime, **values) -> Envelope:
    """Read and sign, all clauses ticked; the agreement is there."""
    consents(envelope.member, at)
    read = view_envelope(envelope=envelope, at=at)
    values = {
        "digest": read.digest,
        "drawn": SIGNATURE,
        "ticks": range(1, 1 + len(read.text["clauses"])),
        "method": "password",
        **values,
    }
    return sign_envelope(envelope=read, at=at, **values)


def local(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001 - made aware
