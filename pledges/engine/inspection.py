"""What can be said of one PDF from its bytes and a set of certificates alone.

Found by `pledges.adapters.inspection`; the words for people stand in `pledges.models.check_labels`.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Flaw(StrEnum):
    """Why a file does not hold. The first of an inspection is the one to tell."""

    UNREADABLE = "unreadable"  # no PDF that can be read, or one that takes too long to read
    UNSIGNED = "unsigned"
    REWRITTEN = "rewritten"  # saved anew by a program: the signed range fits no more
    BYTES_CHANGED = "bytes_changed"  # bytes under the signature are not those that were signed
    SIGNATURE_FORGED = "signature_forged"  # not made with the key of its certificate
    PAGE_ADDED = "page_added"
    PAGE_REMOVED = "page_removed"
    PAGE_CHANGED = "page_changed"  # something was drawn over it
    ANNOTATION_ADDED = "annotation_added"
    ATTACHMENT_CHANGED = "attachment_changed"
    FORM_FILLED = "form_filled"
    CHANGED_LATER = "changed_later"  # another change after signing
    JUNK_APPENDED = "junk_appended"
    AUTHORITY_UNKNOWN = "authority_unknown"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_EXPIRED = "certificate_expired"  # at the time of signing
    CERTIFICATE_UNSUITED = "certificate_unsuited"  # not made for signing documents
    STAMP_BROKEN = "stamp_broken"  # a timestamp of other bytes, or damaged
    TIME_CONTRADICTION = "time_contradiction"  # claims another time than its timestamp proves


@dataclass(frozen=True)
class Certificate:
    """The certificate that sealed the file; revoked when `revoked_at` is there."""

    name: str
    issuer: str
    serial: str
    sha256: str
    begins: datetime
    ends: datetime
    der: bytes
    is_trusted: bool = False
    revoked_at: datetime | None = None
    revoked_why: str = ""


@dataclass(frozen=True)
class Stamp:
    """A timestamp: `embedded` in the signature, or kept beside the file."""

    authority: str
    at: datetime
    embedded: bool
    is_trusted: bool
    is_independent: bool  # its root is not the one of the seal
    der: bytes


@dataclass(frozen=True)
class Inspection:
    """`covers_all`: the signature reaches from the first byte to the last."""

    size: int
    sha256: str
    flaws: tuple[Flaw, ...] = ()
    signatures: int = 0
    revisions: int = 0
    covers_all: bool = False
    permission: str = ""  # what the seal allows later: no_changes, fill_forms, annotate
    claimed_at: datetime | None = None
    certificate: Certificate | None = None
    stamps: tuple[Stamp, ...] = ()
    evidence: bytes | None = None  # the attachment evidence.json
    evidence_sha256: str = ""

    @property
    def holds(self) -> bool:
        return not self.flaws

    @property
    def flaw(self) -> Flaw | None:
        return self.flaws[0] if self.flaws else None

    @property
    def is_signed(self) -> bool:
        return self.signatures > 0

    @property
    def stamp(self) -> Stamp | None:
        """The earliest timestamp that can be believed."""
        return min(
            (one for one in self.stamps if one.is_trusted), key=lambda one: one.at, default=None
        )

    def has(self, *flaws: Flaw) -> bool:
        return any(flaw in self.flaws for flaw in flaws)


SEAL_FLAWS = (Flaw.UNREADABLE, Flaw.REWRITTEN, Flaw.BYTES_CHANGED, Flaw.SIGNATURE_FORGED)
LATER_FLAWS = (
    Flaw.PAGE_ADDED,
    Flaw.PAGE_REMOVED,
    Flaw.PAGE_CHANGED,
    Flaw.ANNOTATION_ADDED,
    Flaw.ATTACHMENT_CHANGED,
    Flaw.FORM_FILLED,
    Flaw.CHANGED_LATER,
    Flaw.JUNK_APPENDED,
)
CERTIFICATE_FLAWS = (
    Flaw.AUTHORITY_UNKNOWN,
    Flaw.CERTIFICATE_REVOKED,
    Flaw.CERTIFICATE_EXPIRED,
    Flaw.CERTIFICATE_UNSUITED,
)
STAMP_FLAWS = (Flaw.STAMP_BROKEN, Flaw.TIME_CONTRADICTION)


def as_data(found: Inspection) -> dict:
    """As JSON takes it: times in ISO 8601, bytes in hex."""
    return _plain(asdict(found))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def from_data(data: dict) -> Inspection:
    """The inverse of `as_data`. Raises KeyError, TypeError, ValueError on anything else."""
    kept = dict(data)
    certificate, evidence = kept.pop("certificate"), kept.pop("evidence")
    claimed = kept.pop("claimed_at")
    return Inspection(
        **{
            **kept,
            "flaws": tuple(Flaw(one) for one in kept["flaws"]),
            "stamps": tuple(Stamp(**_mend(one, "at")) for one in kept["stamps"]),
        },
        certificate=Certificate(**_mend(certificate, "begins", "ends", "revoked_at"))
        if certificate
        else None,
        claimed_at=datetime.fromisoformat(claimed) if claimed else None,
        evidence=None if evidence is None else bytes.fromhex(evidence),
    )


def _mend(data: dict, *times: str) -> dict:
    found = {**data, "der": bytes.fromhex(data["der"])}
    return found | {
        name: datetime.fromisoformat(found[name]) for name in times if found[name] is not None
    }
