"""The life of one envelope: which states there are and which moves lead between them.

A state stands here only when a flow reaches it.
"""

from enum import StrEnum


class EnvelopeStatus(StrEnum):
    """Stored values; labels stand in `pledges.rounds.models.envelope`."""

    OPEN = "open"  # sent, not yet read
    VIEWED = "viewed"  # read: the text shown is frozen
    SIGNED = "signed"  # signature committed; the PDF is being made
    SEALED = "sealed"  # the PDF is stored, once, and its bytes were read back
    EXPIRED = "expired"  # the round closed before a signature
    DECLINED = "declined"  # the signer refused, with a reason; may think again while the round runs
    EXEMPT = "exempt"  # HR does not ask this person, with a reason; can be lifted
    SUPERSEDED = "superseded"  # signed, and a later signature took its place
    REVOKED = "revoked"  # signed, then taken back by the signer or revoked by HR, with a reason


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class VersionChange(StrEnum):
    """What a new version means for those who signed the one before."""

    EDITORIAL = "editorial"  # signatures stay valid
    MATERIAL = "material"  # has to be signed again


ENVELOPE_MOVES: dict[EnvelopeStatus, frozenset[EnvelopeStatus]] = {
    EnvelopeStatus.OPEN: frozenset(
        {
            EnvelopeStatus.VIEWED,
            EnvelopeStatus.EXPIRED,
            EnvelopeStatus.DECLINED,
            EnvelopeStatus.EXEMPT,
        }
    ),
    EnvelopeStatus.VIEWED: frozenset(
        {
            EnvelopeStatus.SIGNED,
            EnvelopeStatus.EXPIRED,
            EnvelopeStatus.DECLINED,
            EnvelopeStatus.EXEMPT,
        }
    ),
    EnvelopeStatus.SIGNED: frozenset(
        {EnvelopeStatus.SEALED, EnvelopeStatus.SUPERSEDED, EnvelopeStatus.REVOKED}
    ),
    EnvelopeStatus.SEALED: frozenset({EnvelopeStatus.SUPERSEDED, EnvelopeStatus.REVOKED}),
    EnvelopeStatus.EXPIRED: frozenset(),
    EnvelopeStatus.DECLINED: frozenset(
        {EnvelopeStatus.VIEWED, EnvelopeStatus.EXPIRED, EnvelopeStatus.EXEMPT}
    ),
    EnvelopeStatus.EXEMPT: frozenset({EnvelopeStatus.OPEN, EnvelopeStatus.EXPIRED}),
    EnvelopeStatus.SUPERSEDED: frozenset(),
    EnvelopeStatus.REVOKED: frozenset(),
}
ROUND_MOVES: dict[RoundState, frozenset[RoundState]] = {
    RoundState.OPEN: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
}
UNSIGNED = frozenset({EnvelopeStatus.OPEN, EnvelopeStatus.VIEWED})  # waiting for the signer
SIGNED = frozenset({EnvelopeStatus.SIGNED, EnvelopeStatus.SEALED})  # a signature that counts
REPLACED = frozenset({EnvelopeStatus.SUPERSEDED, EnvelopeStatus.REVOKED})  # signed, counts no more
# At most one of these per member and round, besides the successor of a signature.
LIVE = frozenset(EnvelopeStatus) - REPLACED - {EnvelopeStatus.EXPIRED}
# A signature that is not there and was not waived.
MISSING = UNSIGNED | {EnvelopeStatus.DECLINED, EnvelopeStatus.EXPIRED}
RELEASED = frozenset({EnvelopeStatus.EXPIRED, EnvelopeStatus.DECLINED, EnvelopeStatus.EXEMPT})
