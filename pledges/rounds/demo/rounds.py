"""The demo world's pledges: a round for the whole city, two thirds signed, and what else occurs."""

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from cms.lib.demo import Demo
from cms.lib.errors import DomainError
from cms.models.basis import LegalBasis
from evidence.demo.handwriting import sign
from evidence.engine import consent
from evidence.engine.events import EvidenceKind
from evidence.engine.strokes import parse
from evidence.flows.chain import Event, record_many
from evidence.flows.files import expect_later, make_file
from evidence.flows.rows import adopt_rows
from evidence.models.consent import ElectronicConsent
from evidence.queries import kept
from pledges.rounds.demo.stories import endings, moments, pilot, reminders, revocation
from pledges.rounds.engine.ceremony import EnvelopeStatus
from pledges.rounds.engine.document import parse_sample
from pledges.rounds.flows.ending import supersede_earlier
from pledges.rounds.flows.rounds import open_round
from pledges.rounds.flows.signing import (
    credential_values,
    freeze,
    make_mark,
    signed_data,
)
from pledges.rounds.flows.templates import publish_version
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope, SignatureMark, SigningRound
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.models.template import PledgeTemplate, PledgeTemplateVersion, VersionBasis
from pledges.rounds.queries.kept import KEPT_ROWS
from reminders.models.reminder import Reminder
from staff.flows.standing import Earned, grant_many
from staff.models.organisation import Organisation
from staff.models.user import User

DATA = Path(__file__).parent / "data"
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
PILOT_SIGNERS = 6


def seed(demo: Demo) -> None:
    """A round for all with signatures spread over six weeks, and a new version in one township."""
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
    _stories(demo, round_, signed, by)


def _stories(demo: Demo, round_: SigningRound, signed: list[Envelope], by: User) -> None:
    """Declined, exempt, revoked, and a township that signs the next version already."""
    people = round_.envelopes.unsigned().exclude(member__user__username__in=LATE)
    others = people.select_related("member__user", "round").order_by("number")
    endings(demo, list(others[:: max(1, others.count() // 9)]), by)
    early = min(signed, key=lambda envelope: envelope.signed_at)
    if _seal_one(demo, early):
        revocation(demo, early, by)
    trial = pilot(demo, round_, by)
    if trial is not None:
        _sign_pilot(demo, trial, round_)


def _sign_pilot(demo: Demo, trial: SigningRound, first: SigningRound) -> None:
    """A few of those who had signed before sign anew, late; the others are overdue."""
    before = {
        envelope.member_id: envelope
        for envelope in first.envelopes.signed().filter(signed_at__lt=trial.opens_at)
    }
    envelopes = list(
        trial.envelopes.select_related("member__organisation", "member__post").order_by("number")
    )
    old = [e for e in envelopes if e.member_id in before][:PILOT_SIGNERS]
    chosen = [e for e in old if _seal_one(demo, before[e.member_id])]
    # Not before their earlier pledges were sealed: a signature ends what it replaces.
    signed_at = demo.now()
    times = {envelope.pk: (signed_at - timedelta(minutes=4), signed_at) for envelope in chosen}
    sign_in_bulk(demo, trial, chosen, times, everybody=envelopes)
    for envelope in chosen:
        supersede_earlier(envelope=envelope, at=envelope.signed_at)
    demo.say(f"pledges: {len(chosen)} signed the next version, {len(envelopes) - len(chosen)} late")


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
    """Two thirds of the members, at moments of their own."""
    rng = demo.rng("pledge signers")
    everybody = list(
        round_.envelopes.select_related(
            "member__organisation", "member__post", "member__user"
        ).order_by("number")
    )
    envelopes = [e for e in everybody if not e.member.user or e.member.user.username not in LATE]
    chosen = sorted(rng.sample(envelopes, round(len(envelopes) * SHARE)), key=lambda e: e.number)
    times = {envelope.pk: moments(round_.opens_at, demo.at, rng) for envelope in chosen}
    sign_in_bulk(demo, round_, chosen, times, everybody)
    return chosen


def sign_in_bulk(
    demo: Demo,
    round_: SigningRound,
    chosen: list[Envelope],
    times: dict[int, tuple[datetime, datetime]],
    everybody: list[Envelope],
) -> None:
    """Sign for `chosen`, remind `everybody`: rows as the flows write them, but in bulk."""
    marks, events, credentials = [], [], []
    for envelope in chosen:
        envelope.round = round_
        viewed_at, signed_at = times[envelope.pk]
        mark = _sign_one(envelope, viewed_at, signed_at, demo)
        marks.append(mark)
        events.append(Event(envelope, PledgeEvent.VIEWED, viewed_at, {"text": envelope.digest}))
        data = signed_data(envelope, mark, consent.digest())
        events.append(Event(envelope, PledgeEvent.SIGNED, signed_at, data))
        credentials.append(_credential(envelope, signed_at))
    SignatureMark.objects.bulk_create(marks, batch_size=200)
    expect_later(due=[(one.subject, SIGNED_FILE, demo.at) for one in chosen])
    _agree(chosen)
    told, notes = reminders(round_, everybody, demo.at)
    Reminder.objects.bulk_create(told, batch_size=500)
    record_many(sorted([*events, *notes], key=lambda event: event.at))
    grant_many(earned=credentials)
    adopt_rows(kinds=(*KEPT_ROWS, kept.CONSENT), at=demo.at)


def _agree(signed: list[Envelope]) -> None:
    """The agreement on electronic signatures, signed a minute before the first pledge."""
    have = set(ElectronicConsent.objects.values_list("member", flat=True))
    signed = [envelope for envelope in signed if envelope.member_id not in have]
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


def _sign_one(
    envelope: Envelope, viewed_at: datetime, signed_at: datetime, demo: Demo
) -> SignatureMark:
    freeze(envelope, envelope.member, viewed_at)
    drawn = sign(envelope.member_name, demo.rng(f"hand:{envelope.member.staff_number}"))
    mark = make_mark(envelope, parse(drawn), "password", signed_at)
    envelope.status, envelope.signed_at = EnvelopeStatus.SIGNED, signed_at
    envelope.save()
    return mark


def _credential(envelope: Envelope, at: datetime) -> Earned:
    return Earned(
        member=envelope.member,
        organisation_name=envelope.organisation_name,
        post_name=envelope.post_name,
        **credential_values(envelope, at),
    )


def _seal(demo: Demo, signed: list[Envelope]) -> int:
    """Seal two townships now; the sweeper finds the others and hands them to the worker."""
    here = [e for e in signed if e.member.organisation.short_name in SEALED_UNITS]
    return sum(_seal_one(demo, envelope) for envelope in here[:SEALED_MOST])


def _seal_one(demo: Demo, envelope: Envelope) -> bool:
    """Whether the PDF is there now: what counts no more is never sealed later."""
    try:
        make_file(subject=envelope.subject, kind=SIGNED_FILE, at=demo.now())
    except DomainError as fault:
        demo.say(f"pledges: {fault}")
        return False
    return True
