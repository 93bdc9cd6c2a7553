"""Today's roster as the import engine takes it: places, people, and the plan that follows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet

from staff.engine.roster.places import Place, Places
from staff.engine.roster.plan import Entry, Person, Plan, make_plan
from staff.engine.roster.table import Problem
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User

CHUNK = 5000


def load_places() -> Places:
    """Every organisation under its names, its division's name and the division's aliases."""
    organisations = Organisation.objects.select_related("division").prefetch_related(
        "division__aliases"
    )
    by_path: dict[str, int] = {}
    places = []
    for organisation in organisations.order_by("path"):
        by_path[organisation.path] = organisation.pk
        parent = by_path.get(organisation.path[: -Organisation.steplen])
        places.append(_place(organisation, parent))
    return Places(places)


def _place(organisation: Organisation, parent: int | None) -> Place:
    division = organisation.division
    aliases = (alias.text for alias in division.aliases.all())
    names = (organisation.short_name, organisation.name, division.name, division.code, *aliases)
    return Place(organisation.pk, organisation.code, organisation.kind, parent, names)


def plan_roster(
    entries: Sequence[Entry], problems: Sequence[Problem], *, may: Callable[[int], bool]
) -> Plan:
    """What a file would do to the roster as it stands in the database now."""
    plan = make_plan(load_people(entries), entries, problems=problems, may=may)
    taken = _taken_numbers(plan.joiners)
    return replace(plan, problems=(*plan.problems, *taken)) if taken else plan


def _taken_numbers(joiners: Sequence[Entry]) -> tuple[Problem, ...]:
    """Joiners whose number is already the name of an account off the roster."""
    rows = {entry.row.staff_number: entry.row for entry in joiners if entry.row.staff_number}
    taken = (
        name
        for chunk in _chunks(sorted(rows))
        for name in User.objects.filter(username__in=chunk).values_list("username", flat=True)
    )
    return tuple(
        Problem(rows[name].sheet, rows[name].row, "staff_number", "number_taken") for name in taken
    )


def load_people(entries: Sequence[Entry]) -> list[Person]:
    """Everybody a plan needs: matched by number or ID hash, or active where the file speaks of."""
    numbers = {entry.row.staff_number for entry in entries} - {""}
    hashes = {entry.id_hash for entry in entries} - {""}
    places = {entry.row.organisation for entry in entries}
    people: dict[int, Person] = {}
    for condition in (
        *(Q(staff_number__in=chunk) for chunk in _chunks(sorted(numbers))),
        *(Q(id_number_hash__in=chunk) for chunk in _chunks(sorted(hashes))),
        *(
            Q(organisation__in=chunk, status=Member.Status.ACTIVE)
            for chunk in _chunks(sorted(places))
        ),
    ):
        for person in _people(Member.objects.filter(condition)):
            people[person.key] = person
    return list(people.values())


def _chunks(values: Sequence) -> Iterator[Sequence]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _people(members: QuerySet[Member]) -> Iterable[Person]:
    """Plain tuples: the encrypted columns are neither read nor decrypted."""
    fields = (
        "pk", "staff_number", "name", "organisation_id", "post__name", "id_number_hash",
        "mobile_hash", "sex", "ethnicity", "education", "category", "village", "note",
        "started_on", "status",
    )  # fmt: skip
    for *values, status in members.order_by().values_list(*fields).iterator(chunk_size=2000):
        yield replace(Person(*values), active=status == Member.Status.ACTIVE)
