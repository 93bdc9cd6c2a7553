"""Things at three places: the own township, its sibling, and the county above both."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cms.models.jobs import Job
from courses.learning.models.lesson import MiniLessonPage
from exams.models.attempt import Attempt
from exams.models.sitting import Sitting
from pledges.custody.models.agreement import CustodyAgreement
from pledges.kinship.flows.declarations import start_declaration
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import KinshipAlert
from pledges.rounds.flows.rounds import open_round
from pledges.rounds.flows.templates import publish_version
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.template import PledgeTemplate, PledgeTemplateVersion, VersionBasis
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User
from tests.casts import World
from tests.factories.cms import make_basis, make_site
from tests.factories.custody import make_draft
from tests.factories.exams import make_attempt, make_bank, make_paper, make_sitting
from tests.factories.kinship import make_declared, make_household
from tests.factories.learning import make_lesson
from tests.factories.rounds import consents
from tests.factories.staff import make_member

# Written out, not computed by the product: whose reach covers which place.
ABOVE = {
    "shuangjiang": {"shuangjiang", "eshan", "city"},
    "xiaojie": {"xiaojie", "eshan", "city"},
    "eshan": {"eshan", "city"},
}
READER_AT = {
    "hr_city": "city",
    "hr_county": "eshan",
    "hr_other": "xinping",
    "hr_township": "shuangjiang",
    "inspector": "city",
}
HR = {"hr_city", "hr_county", "hr_other", "hr_township"}


@dataclass
class Place:
    name: str
    organisation: Organisation
    member: Member
    owner: User
    sitting: Sitting
    attempt: Attempt
    round: SigningRound
    envelope: Envelope
    job: Job
    custody: CustodyAgreement
    draft: NearRelativeDeclaration
    declaration: NearRelativeDeclaration
    household: HouseholdFiling
    alert: KinshipAlert


def make_version(world: World, at: datetime) -> PledgeTemplateVersion:
    """A published version of a small pledge."""
    template = PledgeTemplate.objects.create(name="承诺书", code="pledge")
    version = PledgeTemplateVersion.objects.create(
        template=template,
        number=1,
        title="承诺书",
        preamble="致：{所在单位}",
        clauses=[{"heading": "一、依法办事。", "text": "严格按照规定办理。"}],
        closing="本承诺自签署之日起生效，有效期至{到期日}。",
        consent="我同意使用电子签名。",
    )
    VersionBasis.objects.create(version=version, basis=make_basis())
    return publish_version(version=version, by=world.users["hr_city"], at=at)


def build_places(world: World, at: datetime) -> dict[str, Place]:
    version = make_version(world, at)
    bank = make_bank(world.city)
    paper = make_paper(bank)
    places = {}
    for name in ABOVE:
        organisation = getattr(world, name)
        member = make_member(organisation, f"本人{name}")
        consents(member, at)
        world.users[f"owner_{name}"] = member.user
        sitting = make_sitting(paper, at)
        places[name] = Place(
            name=name,
            organisation=organisation,
            member=member,
            owner=member.user,
            sitting=sitting,
            attempt=make_attempt(sitting, member, at),
            round=None,
            envelope=None,
            job=Job.objects.create(name="cms.nothing", requested_by=member.user),
            custody=make_draft(world, at, organisation),
            declaration=make_declared(member, at),
            draft=start_declaration(member=member, at=at),
            household=make_household(world, at, organisation),
            alert=None,
        )
    for name in ("shuangjiang", "xiaojie", "eshan"):
        place = places[name]
        place.alert = KinshipAlert.objects.filter(place=place.organisation).first()
        place.round = open_round(
            version=version,
            organisation=place.organisation,
            title=f"批次{name}",
            due_at=at + timedelta(days=20),
            by=world.users["hr_city"],
            at=at,
        )
        place.envelope = Envelope.objects.get(round=place.round, member=place.member)
    return places


def build_lesson() -> MiniLessonPage:
    make_site()
    return make_lesson()
