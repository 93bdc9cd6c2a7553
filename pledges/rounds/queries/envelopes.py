"""Reads about rounds and envelopes that join, count or check."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from evidence.engine.grade import Rung, grade
from evidence.engine.grade_inputs import facts_of
from evidence.models.anchor import EvidenceRoot
from evidence.models.stored import FileWait
from evidence.queries.chains import broken_chains, chain_of
from evidence.queries.seals import file_facts
from pledges.rounds.engine import diff
from pledges.rounds.engine.ceremony import (
    MISSING,
    REPLACED,
    SIGNED,
    EnvelopeStatus,
    VersionChange,
)
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from pledges.rounds.models.template import PledgeTemplateVersion
from staff.models.member import Member
from staff.models.organisation import Organisation

STEP = Organisation.steplen
CITY, COUNTY, TOWNSHIP = STEP, 2 * STEP, 3 * STEP  # lengths of tree paths


def epochs(template: int) -> dict[int, int]:
    """The published versions of a template by pk; the number grows with each material change."""
    rows = PledgeTemplateVersion.objects.published().filter(template=template)
    found, epoch = {}, 0
    for pk, change in rows.order_by("number").values_list("pk", "change"):
        epoch += change != VersionChange.EDITORIAL
        found[pk] = epoch
    return found


def last_published(version: PledgeTemplateVersion) -> PledgeTemplateVersion | None:
    """The version in force before this one."""
    before = PledgeTemplateVersion.objects.published().filter(
        template=version.template_id, number__lt=version.number
    )
    return before.order_by("-number").first()


def changes_since_last(envelope: Envelope) -> tuple[Envelope | None, tuple[diff.Change, ...]]:
    """The member's last signature under another version of the template, and what differs now."""
    version = envelope.round.version
    signed = Envelope.objects.filter(
        member_id=envelope.member_id,
        round__version__template=version.template_id,
        signed_at__isnull=False,
    ).exclude(pk=envelope.pk)
    last = signed.select_related("round__version").order_by("-signed_at").first()
    if last is None or last.round.version_id == version.pk:
        return None, ()
    return last, diff.compare(last.round.version.text, version.text)


def filing_authority(organisation: Organisation) -> Organisation:
    """Where a pledge is filed: the county bureau above, for a bureau the one above it."""
    above = list(organisation.get_ancestors())
    counties = [unit for unit in above if unit.kind == Organisation.Kind.COUNTY]
    return (counties or above or [organisation])[-1]


def my_envelopes(member: Member) -> QuerySet[Envelope]:
    """The member's pledges: what is due first, then the newest."""
    return (
        Envelope.objects.filter(member=member)
        .select_related("round__version")
        .order_by("-round__opens_at", "-pk")
    )


# People, not papers: who signs anew after a revocation is still one person.
PEOPLE = {
    "asked": Count("member", distinct=True),
    "signed": Count("member", distinct=True, filter=Q(status__in=SIGNED)),
    "exempt": Count("member", distinct=True, filter=Q(status=EnvelopeStatus.EXEMPT)),
    "declined": Count("member", distinct=True, filter=Q(status=EnvelopeStatus.DECLINED)),
}


def with_counts(rounds: QuerySet[SigningRound], envelopes: QuerySet[Envelope]) -> list:
    """The rounds as a list with the figures of PEOPLE, counted among `envelopes` only."""
    rows = list(rounds)
    counted = (
        envelopes.filter(round__in=rows).counted().order_by().values("round").annotate(**PEOPLE)
    )
    numbers = {row["round"]: row for row in counted}
    for row in rows:
        for name in PEOPLE:
            setattr(row, name, numbers.get(row.pk, {}).get(name, 0))
    return rows


@dataclass
class UnitRow:
    """How far one unit with its subtree is. `is_self` is the part that sits in the unit itself."""

    path: str
    name: str
    code: str
    asked: int = 0
    signed: int = 0
    exempt: int = 0
    declined: int = 0
    is_self: bool = False

    @property
    def unsigned(self) -> int:
        """Still to sign: the exempt are not waited for, the declined are."""
        return self.asked - self.signed - self.exempt


def unit_rows(unit: Organisation, envelopes: QuerySet[Envelope]) -> list[UnitRow]:
    """Counts for each child of `unit` and for the people in `unit` itself, in tree order."""
    counted = (
        envelopes.filter(member__organisation__path__startswith=unit.path)
        .counted()
        .order_by()
        .values("member__organisation__path")
        .annotate(**PEOPLE)
    )
    rows: dict[str, UnitRow] = {}
    for row in counted:
        path = row["member__organisation__path"][: len(unit.path) + STEP]
        found = rows.setdefault(path, UnitRow(path, "", "", is_self=path == unit.path))
        for name in PEOPLE:
            setattr(found, name, getattr(found, name) + row[name])
    for place in Organisation.objects.filter(path__in=rows):
        rows[place.path].name, rows[place.path].code = place.short_name, place.code
    return sorted(rows.values(), key=lambda row: row.path)


STATES = {
    "signed": Q(status__in=SIGNED),
    "unsigned": Q(status__in=MISSING),
    "unread": Q(status=EnvelopeStatus.OPEN),
    "unsealed": Q(status=EnvelopeStatus.SIGNED),
    "declined": Q(status=EnvelopeStatus.DECLINED),
    "exempt": Q(status=EnvelopeStatus.EXEMPT),
    "replaced": Q(status__in=REPLACED),
}
ORDERS = {
    "unit": ("member__organisation__path", "member__staff_number", "pk"),
    "name": ("member_name", "pk"),
    "newest": (F("signed_at").desc(nulls_last=True), "pk"),
    "state": ("status", "member__organisation__path", "pk"),
}


def search_envelopes(
    envelopes: QuerySet[Envelope], *, state: str, words: str, order: str = ""
) -> QuerySet:
    """`state`: of STATES, or "" for all; `words` in a name or a number; `order`: of ORDERS."""
    chosen = STATES.get(state, Q())
    if words:
        chosen &= (
            Q(member_name__icontains=words)
            | Q(member__staff_number__icontains=words)
            | Q(number__icontains=words)
        )
    return envelopes.filter(chosen).order_by(*ORDERS.get(order, ORDERS["unit"]))


def with_problem(envelopes: QuerySet[Envelope]) -> QuerySet[Envelope]:
    """The envelopes with `seal_problem`: why there is no PDF yet; empty when nothing is known."""
    name = Concat(Value("envelope:"), OuterRef("code"))
    waits = FileWait.objects.filter(subject=name, kind=SIGNED_FILE)
    problem = Subquery(waits.values("problem")[:1])
    return envelopes.annotate(seal_problem=Coalesce(problem, Value("")))


def due_members(members: QuerySet[Member], year: int) -> QuerySet[Member]:
    """Members who were asked to sign in a round of `year` and are not exempt."""
    asked = Envelope.objects.of_year(year).counted().exclude(status=EnvelopeStatus.EXEMPT)
    return members.filter(Exists(asked.filter(member=OuterRef("pk"))))


def done_members(members: QuerySet[Member], year: int) -> QuerySet[Member]:
    """Members who signed all they were asked to sign in `year`."""
    mine = Envelope.objects.of_year(year).counted().filter(member=OuterRef("pk"))
    left = mine.filter(status__in=MISSING)
    return members.filter(Exists(mine.signed()), ~Exists(left))


def signature_data(envelope: Envelope) -> dict:
    """What the evidence entry of the signature says; empty before it."""
    entry = chain_of(envelope.subject).filter(kind=PledgeEvent.SIGNED).last()
    return entry.payload if entry else {}


def grade_of(envelope: Envelope, at: datetime) -> tuple[Rung, ...]:
    """What the records of a signed envelope prove as of `at`, question by question.

    Empty when not signed.
    """
    entry = chain_of(envelope.subject).filter(kind=PledgeEvent.SIGNED).last()
    if entry is None:
        return ()
    root = EvidenceRoot.objects.filter(day=timezone.localdate(entry.at)).first()
    facts = replace(
        facts_of(entry.payload),
        **file_facts(envelope.subject, at),
        chained=not list(broken_chains([envelope.subject])),
        rooted=root is not None,
        copies=root.copies.count() if root else 0,
    )
    return grade(facts)
