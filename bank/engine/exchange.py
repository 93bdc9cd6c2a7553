"""A question file as values: its rows, what is wrong with them, and what they mean for a bank."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bank.engine.items import ItemContent, stem_digest


@dataclass(frozen=True)
class RowError:
    """`row` counts as the spreadsheet shows it; `text` says what is wrong and what to do."""

    row: int
    column: str
    text: object
    code: str


@dataclass(frozen=True)
class ItemRow:
    """One complete row. Of an item in the bank `row` is the item's number."""

    row: int
    content: ItemContent
    topic: str
    difficulty: int
    basis: str


@dataclass(frozen=True)
class QuestionFile:
    """`cells` keep every data row by row number, for the error file."""

    rows: tuple[ItemRow, ...] = ()
    errors: tuple[RowError, ...] = ()
    cells: dict[int, dict[str, str]] = field(default_factory=dict)


class ImportState(StrEnum):
    """The life of one uploaded file. Stored values; labels stand in `bank.models.imports`."""

    PREVIEWED = "previewed"
    APPLIED = "applied"


IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.PREVIEWED: frozenset({ImportState.APPLIED}),
    ImportState.APPLIED: frozenset(),
}


class PlanKind(StrEnum):
    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Planned:
    """What applying would do with one row."""

    kind: PlanKind
    row: ItemRow

    @property
    def is_new(self) -> bool:
        return self.kind is PlanKind.NEW


@dataclass(frozen=True)
class Clash:
    """A row whose stem the bank has already, with another content."""

    row: ItemRow
    held: ItemRow


@dataclass(frozen=True)
class ImportPlan:
    """The whole file against the bank. It can be applied only without errors."""

    planned: tuple[Planned, ...] = ()
    errors: tuple[RowError, ...] = ()
    cells: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def new(self) -> list[ItemRow]:
        return [entry.row for entry in self.planned if entry.is_new]

    @property
    def unchanged(self) -> list[ItemRow]:
        return [entry.row for entry in self.planned if entry.kind is PlanKind.UNCHANGED]

    @property
    def error_rows(self) -> int:
        return len({error.row for error in self.errors})

    @property
    def is_ready(self) -> bool:
        """Whether there is something to import and nothing in the way."""
        return bool(self.new) and not self.errors

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "unchanged": len(self.unchanged),
            "errors": self.error_rows,
        }


def compare(
    rows: Iterable[ItemRow], known: Mapping[str, ItemRow]
) -> tuple[list[Planned], list[Clash]]:
    """The rows of a file against the items of a bank, these by the digest of their stem."""
    planned, clashes = [], []
    for row in rows:
        held = known.get(stem_digest(row.content.stem))
        if held is None:
            planned.append(Planned(PlanKind.NEW, row))
        elif replace(held, row=row.row) == row:
            planned.append(Planned(PlanKind.UNCHANGED, row))
        else:
            clashes.append(Clash(row, held))
    return planned, clashes
