"""A sheet as people keep it → clean rows and problems by row and column."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from datetime import date
from typing import Any

from staff.engine.identity import IdNumber
from staff.engine.roster import cells
from staff.engine.roster.cells import BadCell
from staff.engine.roster.head import Head, find_head, repeats_head
from staff.engine.roster.places import Places

TOTALS = re.compile(r"(合|总|小|共)\s*计")
SIGNATURES = re.compile(r"(填表|制表|审核|负责|填报|联系|审批)(人|单位|电话)|注[:：]|说明[:：]")


@dataclass(frozen=True)
class Problem:
    """What is wrong where. `row` as Excel counts; `field` is one of RosterRow's or "" (the row)."""

    sheet: str
    row: int
    field: str
    code: str
    params: dict[str, object] = default(default_factory=dict)


@dataclass(frozen=True)
class RosterRow:
    """One person as the file has them. Blank text means the file says nothing about it."""

    sheet: str
    row: int
    name: str
    organisation: int
    staff_number: str = ""
    id_number: str = ""
    mobile: str = ""
    sex: str = ""
    ethnicity: str = ""
    education: str = ""
    category: str = ""
    post: str = ""
    village: str = ""
    note: str = ""
    started_on: date | None = None


@dataclass(frozen=True)
class Table:
    """What one sheet gave: rows that are clean, and every problem of the others."""

    rows: tuple[RosterRow, ...]
    problems: tuple[Problem, ...]
    head: Head | None


def read_table(
    sheet: str, rows: Sequence[Sequence[object]], *, places: Places, today: date
) -> Table:
    """Read one sheet. A sheet without a head is one problem (`no_head`) on row 1."""
    head = find_head(rows)
    if head is None:
        return Table((), (Problem(sheet, 1, "", "no_head"),), None)
    above = _filled_by(rows[: head.data_from])
    # One sheet per township: where no column names it, the sheet does.
    hints = ("", above) if "township" in head.columns else (sheet, above, "")
    reader = _Reader(sheet, head, places, today, hints=hints)
    people = [
        reader.read(number, row)
        for number, row in enumerate(rows[head.data_from :], start=head.data_from + 1)
        if not _is_furniture(row, head)
    ]
    return Table(tuple(row for row in people if row), tuple(reader.problems), head)


def _filled_by(rows: Sequence[Sequence[object]]) -> str:
    """填报单位：峨山县民政局 above the head → 峨山县民政局."""
    for row in rows:
        for cell in row:
            match = re.search(r"填报单位[^:：]*[:：]\s*([^\s:：]+)", str(cell or ""))
            if match:
                return match[1]
    return ""


def _is_furniture(row: Sequence[object], head: Head) -> bool:
    """Blank rows, totals, the head again, and the signature line under the table."""
    filled = [str(cell).strip() for cell in row if cell is not None and str(cell).strip()]
    if not filled or TOTALS.match(filled[0]) or repeats_head(row):
        return True
    at = head.columns["name"]
    named = row[at] if at < len(row) else None
    if named is not None and TOTALS.fullmatch(re.sub(r"\s", "", str(named))):
        return True
    serial = head.columns.get("serial")
    if len(filled) == 1 and serial is not None and serial < len(row) and row[serial] is not None:
        return True  # a numbered line that was never filled in
    return bool(SIGNATURES.search(filled[0])) and len(filled) <= 6


class _Reader:
    """Reads rows under one head, collecting every problem of a row instead of the first."""

    def __init__(
        self, sheet: str, head: Head, places: Places, today: date, *, hints: tuple[str, ...]
    ) -> None:
        self.sheet, self.head, self.places, self.today = sheet, head, places, today
        self.hints = hints
        self.problems: list[Problem] = []

    def read(self, number: int, row: Sequence[object]) -> RosterRow | None:
        before = len(self.problems)
        values = self._person(number, row)
        values["organisation"] = self._take(number, "township", lambda: self._organisation(row))
        if len(self.problems) > before:
            return None
        return RosterRow(self.sheet, number, **values)

    def _cell(self, row: Sequence[object], name: str) -> object:
        column = self.head.columns.get(name)
        return row[column] if column is not None and column < len(row) else None

    def _take(self, number: int, name: str, read: Callable[[], Any]) -> Any:
        """The value, or None with the problem noted under the field."""
        try:
            return read()
        except BadCell as fault:
            self.problems.append(Problem(self.sheet, number, name, fault.code, fault.params))
            return None

    def _person(self, number: int, row: Sequence[object]) -> dict[str, Any]:
        def take(name: str, read: Callable[[object], Any]) -> Any:
            return self._take(number, name, lambda: read(self._cell(row, name)))

        identity: IdNumber | None = take(
            "id_number", lambda cell: cells.id_number(cell, today=self.today)
        )
        post = take("post", cells.text) or ""
        category = take("category", lambda cell: cells.category(cell, post))
        values = {
            "name": take("name", cells.name),
            "staff_number": take("staff_number", cells.staff_number),
            "id_number": identity.text if identity else "",
            "mobile": take("mobile", cells.mobile),
            "sex": take("sex", lambda cell: cells.sex(cell, identity)),
            "ethnicity": take("ethnicity", cells.ethnicity),
            "education": take("education", lambda cell: cells.text(cell, longest=20)),
            "category": category,
            "post": post or cells.POSTS.get(category or "", ""),
            "village": take("village", cells.text),
            "note": take("note", lambda cell: cells.text(cell, longest=200)),
            "started_on": take("started_on", lambda cell: cells.day(cell, today=self.today)),
        }
        self._require_identity(number, row)
        return values

    def _require_identity(self, number: int, row: Sequence[object]) -> None:
        """Somebody without staff number and ID number could be anybody of that name."""
        typed = (str(self._cell(row, name) or "").strip() for name in ("id_number", "staff_number"))
        if not any(typed):
            self.problems.append(Problem(self.sheet, number, "id_number", "identity_empty"))

    def _organisation(self, row: Sequence[object]) -> int:
        county, township, unit = (
            cells.text(self._cell(row, name)) for name in ("county", "township", "unit")
        )
        for hint in self.hints:
            try:
                return self.places.find(county, township, unit or hint)
            except BadCell as fault:
                if unit or fault.code not in {"place_empty", "place_unknown"}:
                    raise
        raise BadCell("place_empty")
