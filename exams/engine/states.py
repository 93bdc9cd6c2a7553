"""The life of one attempt."""

from enum import StrEnum


class AttemptState(StrEnum):
    """Stored values; labels stand in `exams.models.attempt`."""

    PREPARED = "prepared"  # a row made in advance: nobody's attempt yet
    OPEN = "open"  # begun
    SUBMITTED = "submitted"  # handed in; given back, it is another attempt that goes on


ATTEMPT_MOVES: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.PREPARED: frozenset({AttemptState.OPEN}),
    AttemptState.OPEN: frozenset({AttemptState.SUBMITTED}),
    AttemptState.SUBMITTED: frozenset(),
}
# A row that somebody has begun.
BEGUN = frozenset(AttemptState) - {AttemptState.PREPARED}
