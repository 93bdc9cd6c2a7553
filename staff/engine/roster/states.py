"""The life of one uploaded roster."""

from enum import StrEnum


class ImportState(StrEnum):
    """Stored values; labels stand in `staff.models.roster`."""

    PREVIEWED = "previewed"  # waits for a decision
    QUEUED = "queued"  # being applied in the background
    APPLIED = "applied"
    DISCARDED = "discarded"


IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.PREVIEWED: frozenset(
        {ImportState.QUEUED, ImportState.APPLIED, ImportState.DISCARDED}
    ),
    # What the background refuses waits for a decision again.
    ImportState.QUEUED: frozenset({ImportState.APPLIED, ImportState.PREVIEWED}),
    ImportState.APPLIED: frozenset(),
    ImportState.DISCARDED: frozenset(),
}
