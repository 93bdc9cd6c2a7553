"""The life of a household on file and of an alert: which states there are, what follows what."""

from enum import StrEnum


class HouseholdState(StrEnum):
    """Stored values; labels stand in `pledges.kinship.models.household`."""

    FILED = "filed"  # accepted by the township, waits for the county
    CONFIRMED = "confirmed"  # the county approved
    REFUSED = "refused"  # the county did not
    STOPPED = "stopped"  # the assistance ended
    REPLACED = "replaced"  # entered wrongly: a later filing stands in its place


HOUSEHOLD_MOVES: dict[HouseholdState, frozenset[HouseholdState]] = {
    HouseholdState.FILED: frozenset(HouseholdState) - {HouseholdState.FILED},
    HouseholdState.CONFIRMED: frozenset({HouseholdState.STOPPED, HouseholdState.REPLACED}),
    HouseholdState.REFUSED: frozenset(),
    HouseholdState.STOPPED: frozenset(),
    HouseholdState.REPLACED: frozenset(),
}
# What still counts.
CURRENT = frozenset({HouseholdState.FILED, HouseholdState.CONFIRMED})


class AlertKind(StrEnum):
    """Stored values; labels stand in `pledges.kinship.models.matching`."""

    UNMATCHED = "unmatched"
    NOT_RECUSED = "not_recused"
    OVERDUE = "overdue"
    POST_CHANGED = "post"


# Late declarations end with the declaration; nobody has to judge them.
REMINDERS = frozenset({AlertKind.OVERDUE, AlertKind.POST_CHANGED})


class AlertState(StrEnum):
    """Stored values; labels stand in `pledges.kinship.models.matching`."""

    OPEN = "open"  # waits to be handled
    CONCLUDED = "concluded"  # one person said what it is, another looks again
    CLOSED = "closed"  # both agree
    SETTLED = "settled"  # a new declaration made it pointless


ALERT_MOVES: dict[AlertState, frozenset[AlertState]] = {
    AlertState.OPEN: frozenset({AlertState.CONCLUDED, AlertState.SETTLED}),
    AlertState.CONCLUDED: frozenset({AlertState.CLOSED, AlertState.OPEN, AlertState.SETTLED}),
    AlertState.CLOSED: frozenset(),
    AlertState.SETTLED: frozenset(),
}
UNSETTLED = frozenset({AlertState.OPEN, AlertState.CONCLUDED})
