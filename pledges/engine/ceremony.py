"""The life of one envelope: which states there are and which moves lead between them.

A state stands here only when a flow reaches it.
"""

from enum import StrEnum


class EnvelopeStatus(StrEnum):
    """Stored values; labels stand in `pledges.models.envelope`."""

    OPEN = "open"  # sent, not yet read
    VIEWED = "viewed"  # read: the text shown is frozen
    SIGNED = "signed"  # signature committed; the PDF is being made
    SEALED = "sealed"  # the PDF is stored, once, and its bytes were read back
    EXPIRED = "expired"  # the round closed before a signature


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class EvidenceKind(StrEnum):
    """What an entry of the evidence chain can say."""

    OPENED = "opened"
    VIEWED = "viewed"
    SIGNED = "signed"
    SEALED = "sealed"
    EXPIRED = "expired"


MOVES: dict[EnvelopeStatus, frozenset[EnvelopeStatus]] = {
    EnvelopeStatus.OPEN: frozenset({EnvelopeStatus.VIEWED, EnvelopeStatus.EXPIRED}),
    EnvelopeStatus.VIEWED: frozenset({EnvelopeStatus.SIGNED, EnvelopeStatus.EXPIRED}),
    EnvelopeStatus.SIGNED: frozenset({EnvelopeStatus.SEALED}),
    EnvelopeStatus.SEALED: frozenset(),
    EnvelopeStatus.EXPIRED: frozenset(),
}
UNSIGNED = frozenset({EnvelopeStatus.OPEN, EnvelopeStatus.VIEWED})
SIGNED = frozenset({EnvelopeStatus.SIGNED, EnvelopeStatus.SEALED})


class BadMove(ValueError):
    """A state that cannot follow the present one: a fault of ours, not of the person."""


def move(current: str, wanted: EnvelopeStatus) -> EnvelopeStatus:
    """`wanted`, when the table allows it after `current`. Raises BadMove otherwise."""
    if wanted not in MOVES[EnvelopeStatus(current)]:
        raise BadMove(f"{current} -> {wanted}")
    return wanted
