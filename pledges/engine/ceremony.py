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
    DECLINED = "declined"  # the signer refused, with a reason; may think again while the round runs
    EXEMPT = "exempt"  # HR does not ask this person, with a reason; can be lifted
    SUPERSEDED = "superseded"  # signed, and a later signature took its place
    REVOKED = "revoked"  # signed, then taken back by the signer or revoked by HR, with a reason


class RevocationCategory(StrEnum):
    """What the public may know of why HR revoked a pledge; the reason's words stay inside."""

    MISTAKE = "mistake"  # in the document
    NOT_SIGNER = "not_signer"  # not signed by the person, or against their will
    LEFT_POST = "left_post"
    SYSTEM = "system"  # a fault of the certificate, the seal or the system
    OTHER = "other"


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class VersionChange(StrEnum):
    """What a new version means for those who signed the one before."""

    EDITORIAL = "editorial"  # signatures stay valid
    MATERIAL = "material"  # has to be signed again


class ReminderOutcome(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # handed over; a crash here is never sent a second time
    SENT = "sent"
    NO_ADDRESS = "no_address"
    FAILED = "failed"
    DROPPED = "dropped"  # signed, exempt or closed before the sending


class EvidenceKind(StrEnum):
    """What an entry of the evidence chain can say."""

    OPENED = "opened"
    VIEWED = "viewed"
    AGREED = "agreed"
    CONFIRM_FAILED = "confirm_failed"
    SIGNED = "signed"
    SEALED = "sealed"
    STAMPED = "stamped"  # a time stamp came later, or was renewed
    EXPIRED = "expired"
    DECLINED = "declined"
    EXEMPTED = "exempted"
    EXEMPTION_LIFTED = "exemption_lifted"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    TAKEN_BACK = "taken_back"
    MOVED = "moved"  # an unsigned envelope followed its member to another unit or post
    REMINDED = "reminded"
    READ = "read"  # somebody other than the signer opened the PDF or took the text
    LOOKED_AT = "looked_at"  # HR or an inspector opened the person's page of the round
    # Of a version.
    PUBLISHED = "published"
    # Of a round.
    ROUND_OPENED = "round_opened"
    ROUND_SYNCED = "round_synced"
    ROUND_CLOSED = "round_closed"
    EXPORTED = "exported"
    # Custody agreements
    DRAFTED = "drafted"
    CHANGED = "changed"
    FROZEN = "frozen"
    LINK_SENT = "link_sent"
    CODE_SENT = "code_sent"
    CODE_PROVED = "code_proved"
    SCAN_FILED = "scan_filed"
    SCAN_DECIDED = "scan_decided"
    IN_FORCE = "in_force"
    CHECKED = "checked"
    RECHECKED = "rechecked"
    ENDED = "ended"
    VOIDED = "voided"
    UNMASKED = "unmasked"
    # Near relatives: declarations, households, alerts
    OPINION_GIVEN = "opinion_given"
    CONCLUDED = "concluded"
    FILED = "filed"
    VISITED = "visited"
    CONFIRMED = "confirmed"
    NOTED = "noted"
    RESCREENED = "rescreened"
    RECUSED = "recused"
    ALERTED = "alerted"
    LOOKED_AGAIN = "looked_again"
    SETTLED = "settled"


MOVES: dict[EnvelopeStatus, frozenset[EnvelopeStatus]] = {
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
UNSIGNED = frozenset({EnvelopeStatus.OPEN, EnvelopeStatus.VIEWED})  # waiting for the signer
SIGNED = frozenset({EnvelopeStatus.SIGNED, EnvelopeStatus.SEALED})  # a signature that counts
REPLACED = frozenset({EnvelopeStatus.SUPERSEDED, EnvelopeStatus.REVOKED})  # signed, counts no more
# At most one of these per member and round, besides the successor of a signature.
LIVE = frozenset(EnvelopeStatus) - REPLACED - {EnvelopeStatus.EXPIRED}
RELEASED = frozenset({EnvelopeStatus.EXPIRED, EnvelopeStatus.DECLINED, EnvelopeStatus.EXEMPT})


class BadMove(ValueError):
    """A state that cannot follow the present one: a fault of ours, not of the person."""


def move(current: str, wanted: EnvelopeStatus) -> EnvelopeStatus:
    """`wanted`, when the table allows it after `current`. Raises BadMove otherwise."""
    if wanted not in MOVES[EnvelopeStatus(current)]:
        raise BadMove(f"{current} -> {wanted}")
    return wanted
