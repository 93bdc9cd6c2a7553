"""What evidence itself writes into a chain, and the categories of a revocation."""

from enum import StrEnum


class EvidenceKind(StrEnum):
    """The events that evidence writes; each app adds its own (`evidence.subjects`)."""

    AGREED = "agreed"
    SEALED = "sealed"
    STAMPED = "stamped"  # a time stamp came later, or was renewed
    EXPORTED = "exported"
    ROWS = "rows"  # rows of a table that were written since the entry before
    COPIED = "copied"  # a daily root left the house
    WALKED = "walked"  # the nightly walk, and the newest root that it saw


class TrustKind(StrEnum):
    """What happened to a certificate or a revocation list, each in a chain of its own."""

    NOTED = "noted"
    ENDED = "ended"
    REVOKED = "revoked"


class RevocationCategory(StrEnum):
    """What the public may know of why HR revoked a pledge; the reason's words stay inside."""

    MISTAKE = "mistake"  # in the document
    NOT_SIGNER = "not_signer"  # not signed by the person, or against their will
    LEFT_POST = "left_post"
    SYSTEM = "system"  # a fault of the certificate, the seal or the system
    OTHER = "other"
