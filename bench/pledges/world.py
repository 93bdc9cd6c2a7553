"""One office whose staff are asked for the demo's pledge, and can sign it one after another."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cms.models.basis import LegalBasis
from evidence.demo.handwriting import sign as drawn_name
from evidence.engine import consent
from evidence.engine.strokes import Signature, parse
from evidence.flows.consent import agree
from pledges.rounds.demo.rounds import DATA
from pledges.rounds.engine.document import parse_sample
from pledges.rounds.flows.rounds import open_round
from pledges.rounds.flows.signing import sign_envelope, view_envelope
from pledges.rounds.flows.templates import publish_version
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.template import PledgeTemplate, PledgeTemplateVersion, VersionBasis
from staff.models.member import Member
from staff.models.organisation import Division, Organisation, Post
from staff.models.user import User

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰喆犇镕璟珺垚昇玥瑄㛃䶮"


def make_round(people: int, password: str = "") -> SigningRound:
    """An open round over an office with so many people, each with a name of its own kind.

    With a password (the same for all) they can confirm who they are; hashed once, it is dear.
    """
    division = Division.objects.create(code="530426", name="峨山县", level="county", kind="县")
    office = Organisation.add_root(
        code="530426", name="峨山县双江街道社会救助服务站", short_name="双江",
        kind="county", division=division,
    )  # fmt: skip
    chance, post = random.Random(2026), Post.objects.create(code="bench", name="社会救助经办岗")
    secret = make_password(password or None)
    for number in range(people):
        name = chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2))))
        user = User.objects.create(
            username=f"BN{number:05d}", name=name, password=secret, must_change_password=False
        )
        Member.objects.create(
            user=user, staff_number=user.username, name=name, organisation=office, post=post,
            category=Member.Category.CASEWORKER,
        )  # fmt: skip
    by, at = User.objects.create(username="hr", name="人事"), timezone.now()
    return open_round(
        version=_version(by, at), organisation=office, title="基准批次",
        due_at=at + timedelta(days=10), by=by, at=at,
    )  # fmt: skip


def _version(by: User, at) -> PledgeTemplateVersion:
    text = parse_sample((DATA / "pledge.md").read_text(encoding="utf-8"), "经办服务人员承诺书")
    version = PledgeTemplateVersion.objects.create(
        template=PledgeTemplate.objects.create(name="承诺书", code="bench"), number=1,
        title=text.title, preamble=text.preamble, closing=text.closing, consent="同意电子签名。",
        clauses=[clause.as_dict() for clause in text.clauses],
    )  # fmt: skip
    basis = LegalBasis.objects.create(
        law="社会救助暂行办法", article="第六十六条", version="2019年修订",
        status=LegalBasis.Status.CHECKED, checked_on=date(2026, 3, 2),
    )  # fmt: skip
    VersionBasis.objects.create(version=version, basis=basis)
    return publish_version(version=version, by=by, at=at)


def agreed(opened: SigningRound) -> Iterator[Envelope]:
    """The round's envelopes, each of a person who has agreed to sign electronically by then."""
    for envelope in opened.envelopes.select_related("member").order_by("number"):
        at = timezone.now()
        agree(member=envelope.member, digest=consent.digest(), method="password", at=at)
        yield envelope


def draw(envelope: Envelope) -> Signature:
    """The person's drawn name, as the form parses it."""
    return parse(drawn_name(envelope.member.name, random.Random(envelope.pk)))


def signatures(opened: SigningRound) -> Iterator[Envelope]:
    """The round's envelopes, each signed (and committed) when it is asked for."""
    for envelope in agreed(opened):
        at = timezone.now()
        read = view_envelope(envelope=envelope, at=at)
        yield sign_envelope(
            envelope=read, digest=read.digest, method="password", at=at, drawn=draw(envelope),
            ticks=range(1, 1 + len(read.text["clauses"])),
        )  # fmt: skip
