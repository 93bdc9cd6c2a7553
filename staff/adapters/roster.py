"""From an uploaded file to the engine's rows and problems."""

from dataclasses import dataclass
from datetime import date

from cms.lib.crypto import lookup_hash
from cms.lib.tables.reading import Sheet
from cms.lib.tables.uploads import Upload, read_table
from staff.engine.roster import table
from staff.engine.roster.head import Head
from staff.engine.roster.places import Places
from staff.engine.roster.plan import Entry
from staff.engine.roster.table import Problem


@dataclass(frozen=True)
class RosterFile:
    """What a file says. `heads` by sheet; `skipped` names sheets that hold no table."""

    sheets: tuple[Sheet, ...]
    heads: dict[str, Head]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    skipped: tuple[str, ...]


def read_roster(upload: Upload, *, places: Places, today: date) -> RosterFile:
    """Every sheet of the file as rows and problems. Raises UploadRefused."""
    sheets = read_table(upload)
    tables = {
        sheet.name: table.read_table(sheet.name, sheet.spread(), places=places, today=today)
        for sheet in sheets
    }
    heads = {name: content.head for name, content in tables.items() if content.head is not None}
    chosen = {name: tables[name] for name in heads} or tables
    rows = [row for content in chosen.values() for row in content.rows]
    return RosterFile(
        sheets=tuple(sheets),
        heads=heads,
        entries=tuple(to_entry(row) for row in rows),
        problems=tuple(problem for content in chosen.values() for problem in content.problems),
        skipped=tuple(name for name in tables if name not in chosen),
    )


def to_entry(row: table.RosterRow) -> Entry:
    return Entry(row, lookup_hash("id_number", row.id_number), lookup_hash("mobile", row.mobile))
