"""What an entry of the evidence chain can say."""

from enum import StrEnum


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


class RevocationCategory(StrEnum):
    """What the public may know of why HR revoked a pledge; the reason's words stay inside."""

    MISTAKE = "mistake"  # in the document
    NOT_SIGNER = "not_signer"  # not signed by the person, or against their will
    LEFT_POST = "left_post"
    SYSTEM = "system"  # a fault of the certificate, the seal or the system
    OTHER = "other"
