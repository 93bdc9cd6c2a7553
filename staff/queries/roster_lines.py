"""The preview of an import as stored lines: masked values only."""

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from staff.engine.identity import mask_id_number, mask_mobile
from staff.engine.roster.head import Head
from staff.engine.roster.plan import Change, Entry, Person, Plan
from staff.engine.roster.table import Problem
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.roster import RosterImport, RosterLine

MASKS = {"id_number": mask_id_number, "mobile": mask_mobile}
SHOWN_OF_JOINERS = ("id_number", "mobile", "category", "post", "village", "started_on")


def preview_lines(
    roster_import: RosterImport, plan: Plan, heads: dict[str, Head]
) -> Iterator[RosterLine]:
    """One line per row of the file, per proposed leaver and per problem."""
    writer = _Lines(roster_import, plan)
    for part in ("movers", "changed", "returners", "unchanged"):
        for change in getattr(plan, part):
            yield writer.change(part, change)
    for entry in plan.joiners:
        yield writer.joiner(entry)
    for person in plan.leavers:
        yield writer.leaver(person)
    for problem in plan.problems:
        yield writer.problem(problem, heads.get(problem.sheet))


class _Lines:
    def __init__(self, roster_import: RosterImport, plan: Plan) -> None:
        self.roster_import = roster_import
        self.places = {pk: name for pk, name in Organisation.objects.values_list("pk", "name")}
        secret = [
            change.person.key
            for part in (plan.movers, plan.changed, plan.returners)
            for change in part
            if {"id_number", "mobile"} & set(change.fields)
        ]
        # Hashes cannot be shown: the present ID number and phone of those who change.
        self.secrets = Member.objects.only("id_number", "mobile").in_bulk(secret)

    def _line(self, part: str, place: int, **values: object) -> RosterLine:
        return RosterLine(
            roster_import=self.roster_import, part=part, place=self.places[place], **values
        )

    def change(self, part: str, change: Change) -> RosterLine:
        row = change.entry.row
        return self._line(
            part,
            row.organisation,
            sheet=row.sheet,
            row=row.row,
            staff_number=change.person.staff_number,
            name=row.name,
            detail={"changes": [self._difference(change, field) for field in change.fields]},
        )

    def _difference(self, change: Change, field: str) -> list[str]:
        holder = self.secrets.get(change.person.key, change.person)
        before = getattr(holder if field in {"id_number", "mobile"} else change.person, field)
        after = getattr(change.entry.row, field)
        if field == "organisation":
            before, after = self.places[before], self.places[after]
        return [field, shown(field, before), shown(field, after)]

    def joiner(self, entry: Entry) -> RosterLine:
        row = entry.row
        facts = [[field, "", shown(field, getattr(row, field))] for field in SHOWN_OF_JOINERS]
        return self._line(
            "joiners",
            row.organisation,
            sheet=row.sheet,
            row=row.row,
            staff_number=row.staff_number,
            name=row.name,
            detail={"changes": [fact for fact in facts if fact[2]]},
        )

    def leaver(self, person: Person) -> RosterLine:
        return self._line(
            "leavers",
            person.organisation,
            staff_number=person.staff_number,
            name=person.name,
            detail={"changes": [["post", person.post, ""]]},
        )

    def problem(self, problem: Problem, head: Head | None) -> RosterLine:
        column = head.columns.get(problem.field) if head else None
        return RosterLine(
            roster_import=self.roster_import,
            part="errors",
            sheet=problem.sheet,
            row=problem.row,
            detail={
                "field": problem.field,
                "title": head.titles.get(problem.field, "") if head else "",
                "letter": get_column_letter(column + 1) if column is not None else "",
                "code": problem.code,
                "params": problem.params,
            },
        )


def shown(field: str, value: object) -> str:
    """A value as the ledger and the preview show it."""
    return MASKS[field](str(value)) if field in MASKS else str(value or "")
