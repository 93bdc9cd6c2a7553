"""The demo world's near relatives: a declaration of almost everybody, 266 households, some alerts.

Rows as the flows write them, but in bulk; the same moment gives the same rows.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from cms.lib.crypto import lookup_hash
from cms.lib.demo import Demo, yuan
from evidence.demo.handwriting import sign
from evidence.engine import strokes
from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.engine.events import EvidenceKind
from evidence.flows.chain import Event, record_many
from evidence.flows.rows import adopt_rows
from pledges.kinship.demo.declarations import LATE, Declarations
from pledges.kinship.flows.following import screening_data
from pledges.kinship.flows.matching import compare_households, find_late, raise_late_declarations
from pledges.kinship.models.declaration import (
    DeclarationSignature,
    DeclarationStep,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.models.household import CasePerson, HouseholdFiling, Rescreening
from pledges.kinship.queries.kept import KEPT_ROWS
from pledges.kinship.queries.relatives import words_of
from staff.demo.names import Human, Maker
from staff.flows.standing import Earned, grant_many
from staff.models.member import Appointment, Member
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User

HOUSEHOLDS = 266
HANDS = 16
RELATIONS = ("parent", "sibling", "spouse_parent", "child", "grandparent", "spouse_sibling")
AIDS = ("low_income", "low_income", "low_income", "extreme_poverty", "low_income_edge", "temporary")
REASONS = ("因病致贫", "缺乏劳动力", "残疾", "家庭主要成员失业", "因学支出大")


def seed_relatives(demo: Demo) -> None:
    """Most staff with a nil return, some late; households with mismatches and one conflict each."""
    county_hr = {
        grant.organisation.path: grant.user
        for grant in _grants().filter(organisation__kind="county")
    }
    by = User.objects.filter(username="hr_city").first()
    members = list(
        Member.objects.active()
        .select_related("organisation", "post", "user")
        .order_by("staff_number")
    )
    townships = list(Organisation.objects.filter(kind="township").order_by("path"))
    if NearRelativeDeclaration.objects.exists() or by is None or not members or not townships:
        return
    writer = Writer(demo, by, county_hr)
    writer.households(members, townships)
    writer.declare(members)
    writer.save()
    entropy = demo.rng("relatives alerts").randbytes
    compare_households(hashes=writer.hashes, at=demo.at, entropy=entropy)
    late = find_late(writer.today)
    raise_late_declarations(members=late, at=demo.at, entropy=entropy)
    nil = NearRelativeDeclaration.objects.filter(has_relatives=False).count()
    demo.say(
        f"relatives: {HouseholdFiling.objects.on_file().count()} households on file, "
        f"{len(writer.declarations)} declarations, {nil} of them nil"
    )


def _grants():
    return RoleGrant.objects.filter(role="hr").select_related("user", "organisation")


class Writer(Declarations):
    """Collects rows and saves them in a few statements."""

    def __init__(self, demo: Demo, by: User, county_hr: dict[str, User]) -> None:
        self.demo, self.by, self.county_hr = demo, by, county_hr
        self.today: date = timezone.localdate(demo.at)
        self.rng: Random = demo.rng("relatives")
        self.maker = Maker(demo.rng("relatives people"), self.today)
        self.words = {kind: words_of(kind) for kind in ("relation", "aid", "category")}
        self.hands = [
            strokes.parse(sign("签名", demo.rng(f"relatives hand {n}"))) for n in range(HANDS)
        ]
        self.since = dict(
            Appointment.objects.filter(ends_on__isnull=True).values_list("member_id", "starts_on")
        )
        self.filings: list[HouseholdFiling] = []
        self.people: list[CasePerson] = []
        self.screenings: list[Rescreening] = []
        self.declarations: list[NearRelativeDeclaration] = []
        self.relatives: list[NearRelative] = []
        self.signatures: list[DeclarationSignature] = []
        self.steps: list[DeclarationStep] = []
        self.credentials: list[Earned] = []
        self.events: list[Event] = []
        self.declared: dict[int, list[NearRelative]] = {}
        self.hashes: set[str] = set()
        self.leaders: dict[str, list[User]] = {}
        self.numbers: dict[str, int] = {}

    def code(self) -> str:
        return make_code(self.rng.randbytes(RANDOM_BYTES))

    def moment(self, days: int) -> datetime:
        """`days` ago, in office hours."""
        local = timezone.localtime(self.demo.at) - timedelta(days=days)
        return local.replace(hour=self.rng.randint(9, 11), minute=self.rng.randrange(60))

    # --- Sheet B

    def households(self, members: list[Member], townships: list[Organisation]) -> None:
        """Every household names somebody of its own township; most of them named it as well."""
        by_place: dict[int, list[Member]] = {}
        for member in members:
            if member.user.username not in LATE:
                by_place.setdefault(member.organisation_id, []).append(member)
        places = [place for place in townships if by_place.get(place.pk)]
        for number in range(HOUSEHOLDS if places else 0):
            place = places[number % len(places)]
            here = by_place[place.pk]
            self.household(place, here[(number // len(places)) % len(here)], here, number)

    def household(
        self, place: Organisation, member: Member, here: list[Member], number: int
    ) -> None:
        human = self.maker.human(place.code[:6])
        days = self.rng.randint(40, 330)
        at = self.moment(days)
        filing = HouseholdFiling(
            township=place,
            code=self.code(),
            number=self.number(place, at.year),
            member=member,
            staff_name=member.name,
            staff_unit=member.organisation.name,
            staff_post=member.post.name,
            staff_phone=member.mobile,
            relation=self.rng.choice(RELATIONS),
            accepted_by=self.by,
            created_at=at,
            **self.head(place, human, at.date(), number),
        )
        self.decide(filing, number)
        self.filings.append(filing)
        self.hashes.add(filing.id_number_hash)
        self.event(filing, KinshipEvent.FILED, at, number=filing.number, related=True, asked=True)
        self.take_part(filing, member, here, number)
        self.screen(filing, number)
        if number % 19 != 3:  # every nineteenth is not on the staff member's own sheet
            self.relative(filing, number)

    def number(self, place: Organisation, year: int) -> str:
        head = f"家庭-{place.code}-{year}-"
        self.numbers[head] = self.numbers.get(head, 0) + 1
        return f"{head}{self.numbers[head]:04d}"

    def head(self, place: Organisation, human: Human, day: date, number: int) -> dict:
        where = f"{place.name}{self.maker.village()}"
        return {
            "accepted_on": day,
            "name": human.name,
            "id_number": human.id_number,
            "id_number_hash": lookup_hash("id_number", human.id_number),
            "sex": human.sex,
            "born_on": human.born,
            "registered_at": where,
            "lives_at": f"{where}{number % 80 + 1}号",
            "people": self.rng.randint(1, 5),
            "matter": self.rng.choice(AIDS),
            "reason": self.rng.choice(REASONS),
            "applied_on": day - timedelta(days=2),
            "asked": True,
            "related": True,
            "hardship": self.rng.choice(REASONS),
            "means": "经核对，家庭收入和财产符合规定",
            "visited_on": day + timedelta(days=3),
            "visitors_unrelated": True,
            "opinion": "情况属实，同意上报",
            "signed_how": self.rng.choice(("paper", "fingerprint")),
        }

    def decide(self, filing: HouseholdFiling, number: int) -> None:
        """Most are visited and confirmed; every fourteenth waits for the county."""
        if number % 14 == 6:
            return
        filing.county_visited_on = filing.visited_on + timedelta(days=8)
        filing.county_found = "入户核实，情况属实"
        filing.state = HouseholdFiling.State.CONFIRMED
        filing.county_result = "同意确认"
        filing.monthly = yuan(self.rng.randrange(260, 900, 10))
        filing.starts_on = (filing.county_visited_on + timedelta(days=31)).replace(day=1)
        at = filing.created_at + timedelta(days=11)
        self.event(filing, KinshipEvent.VISITED, at, on=str(filing.county_visited_on))
        self.event(filing, KinshipEvent.CONFIRMED, at, approved=True, words=filing.county_result)

    def take_part(
        self, filing: HouseholdFiling, member: Member, here: list[Member], number: int
    ) -> None:
        """Two visitors of the township; in a few cases the relative is one of them."""
        others = [one for one in here if one.pk != member.pk and one.name != member.name]
        chosen = self.rng.sample(others, min(2, len(others)))
        if number % 33 == 5:
            chosen = [member, *chosen[:1]]
        for one in chosen:
            self.people.append(
                CasePerson(
                    filing=filing, role="visitor", name=one.name, member=one, at=filing.created_at
                )
            )

    def screen(self, filing: HouseholdFiling, number: int) -> None:
        """About three quarters have been looked through this year."""
        if filing.accepted_on.year != self.today.year:
            on = date(self.today.year, 1, 1) + timedelta(days=self.rng.randint(0, 20))
        else:
            on = filing.accepted_on + timedelta(days=30)
        if number % 4 == 1 or on > self.today:
            return
        odd = number % 21 == 2
        row = Rescreening(
            filing=filing,
            year=on.year,
            on=on,
            application="fine",
            acceptance="fine",
            confirmation="problem" if odd else "fine",
            conclusion="adjust" if odd else "keep",
            words="月金额应调整" if odd else "逐环节复核，未发现问题",
            by=self.by,
            by_name=str(self.by),
            at=self.moment((self.today - on).days),
        )
        self.screenings.append(row)
        self.events.append(
            Event(
                filing, KinshipEvent.RESCREENED, max(row.at, filing.created_at), screening_data(row)
            )
        )

    # --- Sheet A

    def relative(self, filing: HouseholdFiling, number: int) -> None:
        """The line on the staff member's sheet; every seventeenth names another relation."""
        mine = self.declared.setdefault(filing.member.pk, [])
        relation = filing.relation
        if number % 17 == 9:
            relation = "other"
        mine.append(
            NearRelative(
                series=self.code(),
                position=len(mine) + 1,
                relation=relation,
                name=filing.name,
                id_number=filing.id_number,
                id_number_hash=filing.id_number_hash,
                registered_at=filing.registered_at,
                lives_at=filing.lives_at,
                aid=filing.matter,
                state="receiving" if filing.monthly else "applying",
                people=filing.people,
                monthly=filing.monthly or yuan(0),
                since=filing.accepted_on.replace(day=1),
                frozen=True,
            )
        )

    def extra_relative(self, member: Member) -> None:
        """Somebody whom no township has asked yet."""
        county = member.organisation.code[:6]
        human = self.maker.human(county)
        self.hashes.add(lookup_hash("id_number", human.id_number))
        where = f"{member.organisation.name}{self.maker.village()}"
        self.declared.setdefault(member.pk, []).append(
            NearRelative(
                series=self.code(),
                position=len(self.declared.get(member.pk, ())) + 1,
                relation=self.rng.choice(RELATIONS),
                name=human.name,
                id_number=human.id_number,
                id_number_hash=lookup_hash("id_number", human.id_number),
                registered_at=where,
                lives_at=where,
                aid="low_income",
                state="applying",
                people=2,
                monthly=yuan(0),
                since=self.today.replace(day=1),
                frozen=True,
            )
        )

    def event(self, row: HouseholdFiling, kind: EvidenceKind, at: datetime, **data) -> None:
        self.events.append(Event(row, kind, at, {"by": row.accepted_by.pk, **data}))

    def save(self) -> None:
        for model, rows in (
            (HouseholdFiling, self.filings),
            (CasePerson, self.people),
            (Rescreening, self.screenings),
            (NearRelativeDeclaration, self.declarations),
            (NearRelative, self.relatives),
            (DeclarationSignature, self.signatures),
            (DeclarationStep, self.steps),
        ):
            model.objects.bulk_create(rows, batch_size=200)
        pairs = zip(self.credentials, self.declarations, strict=True)
        grant_many(earned=[replace(one, source=f"declaration:{row.pk}") for one, row in pairs])
        record_many(sorted(self.events, key=lambda event: event.at))
        adopt_rows(kinds=KEPT_ROWS, at=self.demo.at)
