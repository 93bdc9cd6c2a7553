"""Reads about rounds and envelopes that join, count or check."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.lib import chain
from pledges.engine import consent, diff
from pledges.engine.ceremony import SIGNED, UNSIGNED, EvidenceKind, VersionChange
from pledges.engine.grade import Rung, grade
from pledges.engine.grade_inputs import facts_of
from pledges.models.anchor import EvidenceRoot
from pledges.models.consent import ElectronicConsent
from pledges.models.envelope import Envelope, SigningRound
from pledges.models.evidence import EvidenceEntry, SealedDocument
from pledges.models.template import PledgeTemplateVersion
from pledges.queries.seals import file_facts
from staff.models import Member, Organisation

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


def members_to_ask(
    version: PledgeTemplateVersion, organisation: Organisation, year: int
) -> QuerySet[Member]:
    """Active members of the subtree not yet asked to sign these words this year, by unit.

    Versions that differ by editorial changes only are the same words here.
    """
    epoch = epochs(version.template_id)
    same = [pk for pk, number in epoch.items() if number == epoch.get(version.pk)]
    asked = Envelope.objects.filter(
        member=OuterRef("pk"), round__version__in=same, round__year=year
    ).exclude(status__in=["expired", "revoked"])
    members = Member.objects.active().under(organisation).filter(~Exists(asked))
    posts = list(version.template.posts.values_list("pk", flat=True))
    if posts:
        members = members.filter(post__in=posts)
    return members.select_related("organisation", "post").order_by(
        "organisation__path", "staff_number"
    )


def filing_authority(organisation: Organisation) -> Organisation:
    """Where a pledge is filed: the county bureau above, for a bureau the one above it."""
    above = list(organisation.get_ancestors())
    counties = [unit for unit in above if unit.kind == Organisation.Kind.COUNTY]
    return (counties or above or [organisation])[-1]


def my_envelopes(member: Member) -> QuerySet[Envelope]:
    """The member's pledges: what is due first, then the newest."""
    return (
        Envelope.objects.filter(member=member)
        .select_related("round__version", "sealed")
        .order_by("-round__opens_at", "-pk")
    )


def with_counts(rounds: QuerySet[SigningRound], envelopes: QuerySet[Envelope]) -> list:
    """The rounds as a list with `asked` and `signed`, counted among `envelopes` only."""
    rows = list(rounds)
    counted = (
        envelopes.filter(round__in=rows)
        .order_by()
        .values("round")
        .annotate(asked=Count("pk"), signed=Count("pk", filter=Q(status__in=SIGNED)))
    )
    numbers = {row["round"]: row for row in counted}
    for row in rows:
        row.asked = numbers.get(row.pk, {}).get("asked", 0)
        row.signed = numbers.get(row.pk, {}).get("signed", 0)
    return rows


@dataclass
class UnitRow:
    """How far one unit with its subtree is. `is_self` is the part that sits in the unit itself."""

    path: str
    name: str
    code: str
    asked: int = 0
    signed: int = 0
    is_self: bool = False

    @property
    def unsigned(self) -> int:
        return self.asked - self.signed


def unit_rows(unit: Organisation, envelopes: QuerySet[Envelope]) -> list[UnitRow]:
    """Counts for each child of `unit` and for the people in `unit` itself, in tree order."""
    counted = (
        envelopes.filter(member__organisation__path__startswith=unit.path)
        .order_by()
        .values("member__organisation__path")
        .annotate(asked=Count("pk"), signed=Count("pk", filter=Q(status__in=SIGNED)))
    )
    rows: dict[str, UnitRow] = {}
    for row in counted:
        path = row["member__organisation__path"][: len(unit.path) + STEP]
        found = rows.setdefault(path, UnitRow(path, "", "", is_self=path == unit.path))
        found.asked += row["asked"]
        found.signed += row["signed"]
    for place in Organisation.objects.filter(path__in=rows):
        rows[place.path].name, rows[place.path].code = place.short_name, place.code
    return sorted(rows.values(), key=lambda row: row.path)


def search_envelopes(envelopes: QuerySet[Envelope], *, state: str, words: str) -> QuerySet:
    """`state`: signed, unsigned, unsealed, "" for all; `words` in a name or a number."""
    chosen = {
        "signed": Q(status__in=SIGNED),
        "unsigned": ~Q(status__in=SIGNED),
        "unsealed": Q(status="signed"),
    }.get(state, Q())
    if words:
        chosen &= (
            Q(member_name__icontains=words)
            | Q(member__staff_number__icontains=words)
            | Q(number__icontains=words)
        )
    return envelopes.filter(chosen).order_by("member__organisation__path", "member__staff_number")


@dataclass(frozen=True)
class RegisterRow:
    """One line of the register: the envelope with its county and township by name."""

    county: str
    township: str
    envelope: Envelope


def register_rows(envelopes: QuerySet[Envelope]) -> Iterator[RegisterRow]:
    """Envelopes with the places they stand under, in tree order; streamed."""
    names = dict(Organisation.objects.values_list("path", "short_name"))
    ordered = envelopes.select_related("member__organisation", "round__version", "sealed")
    ordered = ordered.order_by("member__organisation__path", "member__staff_number")
    for envelope in ordered.iterator(chunk_size=500):
        path = envelope.member.organisation.path
        county = names[path[: min(len(path), COUNTY)]]
        township = names[path[:TOWNSHIP]] if len(path) >= TOWNSHIP else ""
        yield RegisterRow(county, township, envelope)


def due_members(members: QuerySet[Member], year: int) -> QuerySet[Member]:
    """Members who were asked to sign in a round of `year`."""
    return members.filter(Exists(Envelope.objects.of_year(year).filter(member=OuterRef("pk"))))


def done_members(members: QuerySet[Member], year: int) -> QuerySet[Member]:
    """Members who signed all they were asked to sign in `year`."""
    mine = Envelope.objects.of_year(year).filter(member=OuterRef("pk"))
    left = mine.filter(Q(status__in=UNSIGNED) | Q(status="expired"))
    return members.filter(Exists(mine.signed()), ~Exists(left))


def sealed_by_digest(sha256: str) -> SealedDocument | None:
    """The document whose bytes have this SHA-256."""
    found = SealedDocument.objects.select_related("envelope__round__version", "envelope__mark")
    return found.filter(sha256=sha256).first()


@dataclass(frozen=True)
class ChainFault:
    """A chain that does not hold: the entry at which it breaks, counted from 1."""

    code: str
    seq: int


def broken_chains(envelopes: Iterable[int] | None = None) -> Iterator[ChainFault]:
    """Walk every chain (or those of these envelopes) and name the broken ones."""
    entries = EvidenceEntry.objects.order_by("subject", "seq")
    if envelopes is not None:
        entries = entries.filter(envelope__in=envelopes)
    current, links = None, []
    for entry in entries.iterator(chunk_size=2000):
        if entry.subject != current and links:
            yield from _fault_of(links)
            links = []
        current = entry.subject
        links.append(entry)
    yield from _fault_of(links)


def _fault_of(links: list[EvidenceEntry]) -> Iterator[ChainFault]:
    previous = chain.GENESIS
    for place, entry in enumerate(links, 1):
        holds = entry.seq == place and entry.previous == previous
        if not holds or chain.link(previous, entry.body()) != entry.digest:
            yield ChainFault(entry.subject, place)
            return
        previous = entry.digest


def sealed_documents() -> QuerySet[SealedDocument]:
    """Every stored PDF, in the order of sealing."""
    return SealedDocument.objects.select_related("envelope").order_by("pk")


def evidence_of(envelope: Envelope) -> QuerySet[EvidenceEntry]:
    return EvidenceEntry.objects.filter(envelope=envelope).order_by("seq")


def consent_of(member: Member) -> ElectronicConsent | None:
    """The member's agreement to the present wording on electronic signatures."""
    return ElectronicConsent.objects.filter(member=member, digest=consent.digest()).first()


def signature_data(envelope: Envelope) -> dict:
    """What the evidence entry of the signature says; empty before it."""
    entry = evidence_of(envelope).filter(kind=EvidenceKind.SIGNED).last()
    return entry.payload if entry else {}


def grade_of(envelope: Envelope) -> tuple[Rung, ...]:
    """What the records of a signed envelope prove, question by question. Empty when not signed."""
    entry = evidence_of(envelope).filter(kind=EvidenceKind.SIGNED).last()
    if entry is None:
        return ()
    root = EvidenceRoot.objects.filter(day=timezone.localdate(entry.at)).first()
    facts = replace(
        facts_of(entry.payload),
        **file_facts(envelope),
        chained=not list(broken_chains([envelope.pk])),
        rooted=root is not None,
        copies=root.copies.count() if root else 0,
    )
    return grade(facts)
