"""The life of a row: which states there are, and which moves lead between them.

The table is data and stands in an app's engine; the model carries `moves = Moves(TABLE)`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from cms.lib.errors import MovedOn


class Moves:
    """One table for one status field. Nothing here reads or writes the database."""

    def __init__(self, table: Mapping[Any, Collection[Any]], field: str = "status") -> None:
        self.table = {str(state): frozenset(map(str, after)) for state, after in table.items()}
        self.field = field

    def may(self, current: str, wanted: str) -> bool:
        """Whether `wanted` may follow `current`; a state follows itself only by the table."""
        return str(wanted) in self.table[str(current)]

    def to(self, row: Any, wanted: str) -> None:
        """Set the (unsaved) row's state. Raises MovedOn, and then nothing has changed."""
        if not self.may(getattr(row, self.field), wanted):
            raise MovedOn
        setattr(row, self.field, wanted)
