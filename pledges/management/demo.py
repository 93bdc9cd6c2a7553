"""The demo world's pledges: one text, one round for the whole city, two thirds signed."""

import random
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from cms.lib.demo import Demo
from cms.lib.errors import DomainError
from cms.models import LegalBasis
from pledges.engine import consent
from pledges.engine.ceremony import EnvelopeStatus, EvidenceKind
from pledges.engine.document import parse_sample
from pledges.flows.evidence import Event, record_many
from pledges.flows.rounds import open_round
from pledges.flows.sealing import seal_envelope
from pledges.flows.signing import FIRST_SWEEP, credential_values, freeze, make_mark, signed_data
from pledges.flows.templates import publish_version
from pledges.management.handwriting import sign
from pledges.models.consent import ElectronicConsent
from pledges.models.envelope import Envelope, SignatureMark, SigningRound
from pledges.models.template import PledgeTemplate, PledgeTemplateVersion, VersionBasis
from staff.models import Credential, Organisation, User

DATA = Path(__file__).parent / "demo_data"
TITLE = "社会救助经办服务人员依法依规办理社会救助承诺书"
CONSENT = (
    "我同意以电子签名方式签署本承诺书。我已阅读全文并逐条确认；签名由我本人手写，"
    "签署时用本人账号口令再次确认身份。\n"
    "我知晓：系统保存所签文本、签名图形、签署时间和确认方式，并生成可核验的 PDF 文件供我下载。"
)
BASES = (
    ("社会救助暂行办法", "第六十一条"),
    ("社会救助暂行办法", "第六十六条"),
    ("社会救助暂行办法", "第六十七条"),
    ("中华人民共和国电子签名法", "第三条"),
)
# Who still has to sign: the two people whose phones the demonstration shows.
LATE = ("staff", "coordinator")
SHARE = 2 / 3
SEALED_UNITS = ("双江街道", "小街街道")  # their PDFs are made at once, the others by the worker
SEALED_MOST = 30
OFFICE_HOURS = (8, 9, 9, 10, 10, 11, 12, 14, 15, 15, 16, 17, 19, 20)


def seed(demo: Demo) -> None:
    """One published version, one open round, signatures spread over the weeks since."""
    if SigningRound.objects.exists():
        return
    by = User.objects.filter(username="hr_city").first()
    city = Organisation.objects.filter(depth=1).first()
    if by is None or city is None:
        demo.say("pledges: nobody to sign yet")
        return
    opened_at = _opening(demo.at)
    round_ = open_round(
        version=_version(by, opened_at - timedelta(minutes=3)),
        organisation=city,
        title=f"{timezone.localdate(demo.at).year}年度社会救助经办服务人员承诺书",
        due_at=timezone.localtime(demo.at).replace(hour=23, minute=59) + timedelta(days=14),
        by=by,
        at=opened_at,
        entropy=demo.rng("pledge codes").randbytes,
    )
    signed = _sign_many(demo, round_)
    sealed = _seal(demo, signed)
    demo.say(f"pledges: {round_.envelopes.count()} asked, {len(signed)} signed, {sealed} sealed")


def _opening(at: datetime) -> datetime:
    """Six weeks ago, but within this year: the year's figures count by the round's year."""
    local = timezone.localtime(at)
    new_year = local.replace(month=1, day=1, hour=0, minute=5, second=0, microsecond=0)
    return max((local - timedelta(days=42)).replace(hour=9, minute=0), new_year)


def _version(by: User, at: datetime) -> PledgeTemplateVersion:
    template, _ = PledgeTemplate.objects.get_or_create(
        code="caseworker-pledge", defaults={"name": "社会救助经办服务人员承诺书"}
    )
    text = parse_sample((DATA / "pledge.md").read_text(encoding="utf-8"), TITLE)
    version = PledgeTemplateVersion.objects.create(
        template=template,
        number=1,
        title=text.title,
        preamble=text.preamble,
        clauses=[clause.as_dict() for clause in text.clauses],
        closing=text.closing,
        consent=CONSENT,
    )
    for law, article in BASES:
        basis = LegalBasis.objects.get(law=law, article=article)
        VersionBasis.objects.create(version=version, basis=basis)
    return publish_version(version=version, by=by, at=at)


def _sign_many(demo: Demo, round_: SigningRound) -> list[Envelope]:
    """Sign for two thirds of the members: rows as the flow writes them, but in bulk."""
    rng = demo.rng("pledge signers")
    envelopes = list(
        round_.envelopes.exclude(member__user__username__in=LATE)
        .select_related("member__organisation", "member__post")
        .order_by("number")
    )
    chosen = sorted(rng.sample(envelopes, round(len(envelopes) * SHARE)), key=lambda e: e.number)
    marks, events, credentials = [], [], []
    for envelope in chosen:
        envelope.round = round_
        viewed_at, signed_at = _moments(round_.opens_at, demo.at, rng)
        mark = _sign_one(envelope, viewed_at, signed_at, demo)
        marks.append(mark)
        events.append(Event(envelope, EvidenceKind.VIEWED, viewed_at, {"text": envelope.digest}))
        data = signed_data(envelope, mark) | {"agreement": consent.digest()}
        events.append(Event(envelope, EvidenceKind.SIGNED, signed_at, data))
        credentials.append(_credential(envelope, signed_at))
    SignatureMark.objects.bulk_create(marks, batch_size=200)
    _agree(chosen)
    record_many(sorted(events, key=lambda event: event.at))
    Credential.objects.bulk_create(credentials, batch_size=200)
    return chosen


def _agree(signed: list[Envelope]) -> None:
    """The agreement on electronic signatures, signed a minute before the first pledge."""
    made = ElectronicConsent.objects.bulk_create(
        [
            ElectronicConsent(
                member=envelope.member,
                member_name=envelope.member_name,
                version=consent.CURRENT,
                digest=consent.digest(),
                method="password",
                at=envelope.viewed_at - timedelta(minutes=1),
            )
            for envelope in signed
        ],
        batch_size=200,
    )
    record_many(
        [
            Event(
                one,
                EvidenceKind.AGREED,
                one.at,
                {
                    "text": one.digest,
                    "version": one.version,
                    "method": one.method,
                    "member": one.member_id,
                },
            )
            for one in made
        ]
    )


def _moments(opened: datetime, now: datetime, rng: random.Random) -> tuple[datetime, datetime]:
    """When one read and signed: by day, more people in the first weeks, minutes between the two."""
    last = now - timedelta(hours=1)
    day = timezone.localtime(opened + (last - opened) * rng.betavariate(1.2, 2.6))
    hour = rng.choice(OFFICE_HOURS)
    viewed = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))
    if not opened < viewed < last:
        viewed = opened + (last - opened) * rng.random()
    return viewed, viewed + timedelta(seconds=rng.randint(95, 900))


def _sign_one(
    envelope: Envelope, viewed_at: datetime, signed_at: datetime, demo: Demo
) -> SignatureMark:
    freeze(envelope, envelope.member, viewed_at)
    drawn = sign(envelope.member_name, demo.rng(f"hand:{envelope.member.staff_number}"))
    mark = make_mark(envelope, drawn, "password", signed_at)
    envelope.status, envelope.signed_at = EnvelopeStatus.SIGNED, signed_at
    envelope.seal_next_at = signed_at + FIRST_SWEEP
    envelope.save()
    return mark


def _credential(envelope: Envelope, at: datetime) -> Credential:
    return Credential(
        member=envelope.member,
        member_name=envelope.member_name,
        organisation_name=envelope.organisation_name,
        post_name=envelope.post_name,
        **credential_values(envelope, at),
    )


def _seal(demo: Demo, signed: list[Envelope]) -> int:
    """Seal two townships now; the sweeper finds the others and hands them to the worker."""
    here = [e for e in signed if e.member.organisation.short_name in SEALED_UNITS]
    try:
        for envelope in here[:SEALED_MOST]:
            seal_envelope(envelope_id=envelope.pk, at=envelope.signed_at + timedelta(seconds=4))
    except DomainError as fault:
        demo.say(f"pledges: {fault}")
        return 0
    return len(here[:SEALED_MOST])
