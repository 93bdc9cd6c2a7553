"""What a file would do to the roster: joiners, movers, changed, unchanged, leavers, conflicts.

Nothing is decided by absence: leavers are proposed only, and blank cells erase nothing.
Rows are matched by staff number, else by the hash of the ID number; every step is O(1) a row.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cms.lib.chain import canonical, digest
from staff.engine.roster.table import Problem, RosterRow

PLACE_FIELDS = ("organisation", "post", "village")
DETAIL_FIELDS = ("name", "sex", "ethnicity", "education", "category", "note", "started_on")
HASHES = {"id_number": "id_hash", "mobile": "mobile_hash"}


@dataclass(frozen=True)
class Person:
    """A member as the roster has them today; ID number and phone as hashes only."""

    key: int
    staff_number: str
    name: str
    organisation: int
    post: str
    id_hash: str = ""
    mobile_hash: str = ""
    sex: str = ""
    ethnicity: str = ""
    education: str = ""
    category: str = ""
    village: str = ""
    note: str = ""
    started_on: date | None = None
    active: bool = True


@dataclass(frozen=True)
class Entry:
    """A row with its hashes, ready to be compared."""

    row: RosterRow
    id_hash: str = ""
    mobile_hash: str = ""


@dataclass(frozen=True)
class Change:
    """One person and what the file says anew. `fields` are names of RosterRow's fields."""

    person: Person
    entry: Entry
    fields: tuple[str, ...]

    @property
    def decision(self) -> list[object]:
        """What is changed from what, as plain values."""
        before = [str(getattr(self.person, HASHES.get(field, field))) for field in self.fields]
        return [self.person.key, self.entry.row.sheet, self.entry.row.row, *self.fields, *before]


@dataclass(frozen=True)
class Plan:
    """Every row stands in exactly one part; `leavers` are members the file does not name."""

    joiners: tuple[Entry, ...] = ()
    movers: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    returners: tuple[Change, ...] = ()
    unchanged: tuple[Change, ...] = ()
    leavers: tuple[Person, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        parts = ("joiners", "movers", "changed", "returners", "unchanged", "leavers")
        return {
            **{part: len(getattr(self, part)) for part in parts},
            "errors": len(self.problems),
        }

    @property
    def fingerprint(self) -> str:
        """A digest of every decision: two plans with the same one do the same."""
        parts = {
            part: [change.decision for change in getattr(self, part)]
            for part in ("movers", "changed", "returners", "unchanged")
        }
        return digest(
            canonical(
                {
                    **parts,
                    "joiners": [[entry.row.sheet, entry.row.row] for entry in self.joiners],
                    "leavers": sorted(person.key for person in self.leavers),
                    "problems": [[p.sheet, p.row, p.field, p.code] for p in self.problems],
                }
            )
        )


def make_plan(
    people: Iterable[Person],
    entries: Sequence[Entry],
    *,
    problems: Sequence[Problem] = (),
    may: Callable[[int], bool] = lambda _organisation: True,
) -> Plan:
    """Compare a file with the roster.

    `people` must hold every member whose staff number or ID hash occurs in `entries`, and every
    active member of the organisations that occur. `may` says over which organisations the
    importing person has power; rows and people outside are problems.
    """
    planner = _Planner(people, may)
    duplicates = _duplicates(entries)
    for entry in entries:
        found = duplicates.get(id(entry)) or planner.check(entry)
        if found:
            planner.problems.append(found)
        else:
            planner.place(entry)
    return planner.finish(entries, problems)


def _problem(entry: Entry, field: str, code: str, **params: object) -> Problem:
    return Problem(entry.row.sheet, entry.row.row, field, code, params)


def _duplicates(entries: Sequence[Entry]) -> dict[int, Problem]:
    """Every row whose staff number or ID number stands in the file twice, with the first row."""
    found: dict[int, Problem] = {}
    for code, key in (
        ("number_twice", lambda entry: entry.row.staff_number),
        ("id_twice", lambda entry: entry.id_hash),
    ):
        first: dict[str, Entry] = {}
        for entry in entries:
            value = key(entry)
            if not value:
                continue
            earlier = first.setdefault(value, entry)
            if earlier is not entry:
                found.setdefault(id(entry), _twice(entry, earlier, code))
                found.setdefault(id(earlier), _twice(earlier, entry, code))
    return found


def _twice(entry: Entry, other: Entry, code: str) -> Problem:
    field = "staff_number" if code == "number_twice" else "id_number"
    return _problem(entry, field, code, other=other.row.row, sheet=other.row.sheet)


class _Planner:
    def __init__(self, people: Iterable[Person], may: Callable[[int], bool]) -> None:
        self.people = list(people)
        self.may = may
        self.by_number = {person.staff_number: person for person in self.people}
        self.by_id = {person.id_hash: person for person in self.people if person.id_hash}
        self.problems: list[Problem] = []
        self.parts: dict[str, list] = {
            part: [] for part in ("joiners", "movers", "changed", "returners", "unchanged")
        }

    def match(self, entry: Entry) -> Person | None:
        if entry.row.staff_number:
            return self.by_number.get(entry.row.staff_number)
        return self.by_id.get(entry.id_hash)

    def check(self, entry: Entry) -> Problem | None:
        """Why this row cannot be used, or None."""
        if not self.may(entry.row.organisation):
            return _problem(entry, "township", "out_of_reach")
        person = self.match(entry)
        bearer = self.by_id.get(entry.id_hash) if entry.id_hash else None
        if bearer is not None and bearer is not person:
            return _problem(entry, "id_number", "id_of_other", number=bearer.staff_number)
        if person is None:
            return self._check_joiner(entry)
        if not self.may(person.organisation):
            return _problem(entry, "", "person_out_of_reach")
        return self._check_person(entry, person)

    def _check_joiner(self, entry: Entry) -> Problem | None:
        if not entry.id_hash:
            return _problem(entry, "id_number", "joiner_without_id")
        if not entry.row.category:
            return _problem(entry, "category", "category_empty")
        return None

    def _check_person(self, entry: Entry, person: Person) -> Problem | None:
        """One of name and ID number may be put right at a time; both are somebody else."""
        renamed = entry.row.name != person.name
        other_id = bool(entry.id_hash and person.id_hash and entry.id_hash != person.id_hash)
        if renamed and other_id:
            return _problem(entry, "staff_number", "number_of_other", name=person.name)
        if renamed and not entry.id_hash:
            return _problem(entry, "name", "name_differs", name=person.name)
        return None

    def place(self, entry: Entry) -> None:
        person = self.match(entry)
        if person is None:
            self.parts["joiners"].append(entry)
            return
        change = Change(person, entry, tuple(_differences(person, entry)))
        self.parts[self._part(change)].append(change)

    def _part(self, change: Change) -> str:
        if not change.person.active:
            return "returners"
        if set(change.fields) & set(PLACE_FIELDS):
            return "movers"
        return "changed" if change.fields else "unchanged"

    def finish(self, entries: Sequence[Entry], problems: Sequence[Problem]) -> Plan:
        covered = {entry.row.organisation for entry in entries}
        # A person whose row has a mistake is not absent.
        mentioned = {person.key for person in map(self.match, entries) if person}
        leavers = sorted(
            (
                person
                for person in self.people
                if person.active and person.organisation in covered and person.key not in mentioned
            ),
            key=lambda person: person.staff_number,
        )
        order = sorted([*problems, *self.problems], key=lambda p: (p.sheet, p.row))
        return Plan(
            **{part: tuple(found) for part, found in self.parts.items()},
            leavers=tuple(leavers),
            problems=tuple(order),
        )


def _differences(person: Person, entry: Entry) -> Iterable[str]:
    """Names of the fields in which a filled cell says something new."""
    for field in (*PLACE_FIELDS, *DETAIL_FIELDS):
        said = getattr(entry.row, field)
        if said and said != getattr(person, field):
            yield field
    for field, hashed in HASHES.items():
        said = getattr(entry, hashed)
        if said and said != getattr(person, hashed):
            yield field


def with_numbers(plan: Plan, numbers: Iterable[str]) -> Plan:
    """The same plan with staff numbers for the joiners who came without one, in file order."""
    source = iter(numbers)
    joiners = tuple(
        entry
        if entry.row.staff_number
        else replace(entry, row=replace(entry.row, staff_number=next(source)))
        for entry in plan.joiners
    )
    return replace(plan, joiners=joiners)
