"""The demo world's declarations: almost everybody's, with opinions and conclusions."""

from datetime import timedelta

from evidence.engine import strokes
from evidence.flows.chain import Event
from pledges.kinship.engine import declaration as words
from pledges.kinship.engine.declaration import DeclarationStatus
from pledges.kinship.engine.matching import DutyKind
from pledges.kinship.flows.declarations import credential_values
from pledges.kinship.models.declaration import (
    DeclarationSignature,
    DeclarationStep,
    NearRelativeDeclaration,
)
from pledges.kinship.models.events import KinshipEvent
from pledges.kinship.queries.facts import head_facts, signed_data
from pledges.kinship.queries.relatives import line_of_relative
from staff.flows.standing import Earned
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User

# Who still has to declare: the two people whose phones the demonstration shows.
LATE = ("staff", "coordinator")
CATEGORIES = {
    "caseworker": "township",
    "coordinator": "coordinator",
    "home_visitor": "home_visitor",
    "leader": "leader",
}


class Declarations:
    """The half of the writer that declares; the rows it collects are saved by the other half."""

    def declare(self, members: list[Member]) -> None:
        """Everybody but one in thirty, and the two of the demonstration."""
        for member in members:
            if member.category == Member.Category.LEADER:
                self.leaders.setdefault(member.organisation.path, []).append(member.user)
        for number, member in enumerate(members):
            late = number % 30 == 11 and member.pk not in self.declared
            if late or member.user.username in LATE:
                continue
            if number % 97 == 40:
                self.extra_relative(member)
            # One in forty declared more than a year ago and has let it lapse.
            lapsed = number % 40 == 23 and member.pk not in self.declared
            self.declaration(member, 372 if lapsed else self.rng.randint(5, 300), number)

    def declaration(self, member: Member, days: int, number: int) -> None:
        at = self.moment(days)
        rows = self.declared.get(member.pk, [])
        year = at.year
        row = NearRelativeDeclaration(
            code=self.code(),
            number=f"申报-{member.organisation.code}-{year}-{member.staff_number}-1",
            year=year,
            kind=DutyKind.FIRST,
            member=member,
            status=DeclarationStatus.FILED,
            member_name=member.name,
            organisation_name=member.organisation.name,
            post_name=member.post.name,
            id_number=member.id_number,
            id_number_hash=member.id_number_hash,
            category=self.category(member),
            phone=member.mobile,
            has_relatives=bool(rows),
            promised=True,
            created_at=at - timedelta(minutes=6),
            signed_at=at,
            is_current=True,
        )
        lines = [line_of_relative(one, self.words) for one in rows]
        row.text = words.declaration_text(head_facts(row, self.words["category"]), lines)
        row.digest = words.text_digest(row.text)
        for one in rows:
            one.declaration = row
        self.relatives += rows
        self.declarations.append(row)
        self.sign(row, len(rows))
        self.review(row, days, number)
        self.credentials.append(
            Earned(
                member=member,
                organisation_name=row.organisation_name,
                post_name=row.post_name,
                **credential_values(row, at),
            )
        )

    def category(self, member: Member) -> str:
        kind = member.organisation.kind
        return "county" if kind in {"county", "city"} else CATEGORIES[member.category]

    def sign(self, row: NearRelativeDeclaration, relatives: int) -> None:
        drawn = self.rng.choice(self.hands)
        self.signatures.append(
            DeclarationSignature(
                declaration=row,
                strokes=drawn.as_data(),
                path=strokes.svg_path(drawn),
                method="password",
                at=row.signed_at,
            )
        )
        self.events.append(
            Event(
                row,
                KinshipEvent.DRAFTED,
                row.created_at,
                {"by": row.member.user_id, "number": row.number},
            )
        )
        data = signed_data(row, drawn.as_data(), "password", relatives)
        self.events.append(Event(row, KinshipEvent.SIGNED, row.signed_at, data))

    def review(self, row: NearRelativeDeclaration, days: int, number: int) -> None:
        """The newest still wait; a few with relatives are to be checked closely."""
        path = row.member.organisation.path
        county = path[: 2 * Organisation.steplen]
        filer = self.county_hr.get(county) or self.leader(county, row.member.user)
        opinion = self.leader(path, row.member.user, filer)
        if number % 25 == 4:
            row.status = DeclarationStatus.SIGNED
            return
        self.step(row, "opinion", "", "情况属实", opinion, 1)
        if number % 25 == 9 or filer == opinion:
            row.status = DeclarationStatus.REVIEWED
            return
        row.status = DeclarationStatus.FOCUS if number % 37 == 8 else DeclarationStatus.FILED
        self.step(row, "conclusion", row.status, "同意备案", filer, 2)

    def leader(self, path: str, *others: User) -> User:
        """A leader of the unit who is none of the others; the city's HR where there is none."""
        found = (one for one in self.leaders.get(path, ()) if one not in others)
        return next(found, self.by)

    def step(
        self,
        row: NearRelativeDeclaration,
        kind: str,
        result: str,
        said: str,
        by: User,
        days: int,
    ) -> None:
        at = row.signed_at + timedelta(days=days)
        self.steps.append(
            DeclarationStep(
                declaration=row,
                kind=kind,
                result=result,
                words=said,
                by=by,
                by_name=str(by),
                at=at,
            )
        )
        event = KinshipEvent.OPINION_GIVEN if kind == "opinion" else KinshipEvent.CONCLUDED
        data = {"by": by.pk, "words": said} | ({"result": str(result)} if result else {})
        self.events.append(Event(row, event, at, data))
