"""What can be said of one PDF from its bytes and a set of certificates alone.

Found by `evidence.adapters.examine`; the words for people stand in `evidence.models.check_labels`.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Flaw(StrEnum):
    """Why a file does not hold. The first of an inspection is the one to tell."""

    UNREADABLE = "unreadable"  # no PDF that can be read, or one that takes too long to read
    LOCKED = "locked"  # with a password
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
    METADATA_CHANGED = "metadata_changed"  # title, author and the like
    CHANGED_LATER = "changed_later"  # another change after signing
    JUNK_APPENDED = "junk_appended"
    AUTHORITY_UNKNOWN = "authority_unknown"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CERTIFICATE_EXPIRED = "certificate_expired"  # at the time of signing
    CERTIFICATE_UNSUITED = "certificate_unsuited"  # not made for signing documents
    STAMP_BROKEN = "stamp_broken"  # a timestamp of other bytes, or damaged
    TIME_CONTRADICTION = "time_contradiction"  # claims another time than its timestamp proves
    STAMP_GAP = "stamp_gap"  # a timestamp that was kept for it is gone
    RENEWAL_BROKEN = "renewal_broken"  # not signed by its authority, or damaged
    RENEWAL_OF_OTHER = "renewal_of_other"  # speaks of another file or of other timestamps
    RENEWAL_UNTRUSTED = "renewal_untrusted"  # by an authority that is not known here


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
class Proof:
    """How the first timestamp and its renewals (`evidence.engine.renewals`) prove its time.

    `until`: when the certificate of the last one ends. `lapsed`: when one ran out before the next
    was made; from then on the time before that is proven no more, whatever was added later.
    """

    flaws: tuple[Flaw, ...]
    authority: str
    began: datetime | None
    renewed: int
    renewed_at: datetime | None
    until: datetime | None
    lapsed: datetime | None
    is_run_out: bool
    is_independent: bool  # every renewal is of somebody else

    @property
    def stands(self) -> bool:
        """The time of the first timestamp is proven still."""
        return not (self.flaws or self.lapsed or self.is_run_out)


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
    renewals: tuple[Stamp, ...] = ()  # of the first timestamp, as far as they can be read
    proof: Proof | None = None
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


SEAL_FLAWS = (
    Flaw.UNREADABLE,
    Flaw.LOCKED,
    Flaw.REWRITTEN,
    Flaw.BYTES_CHANGED,
    Flaw.SIGNATURE_FORGED,
)
LATER_FLAWS = (
    Flaw.PAGE_ADDED,
    Flaw.PAGE_REMOVED,
    Flaw.PAGE_CHANGED,
    Flaw.ANNOTATION_ADDED,
    Flaw.ATTACHMENT_CHANGED,
    Flaw.FORM_FILLED,
    Flaw.METADATA_CHANGED,
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
RENEWAL_FLAWS = (
    Flaw.STAMP_GAP,
    Flaw.RENEWAL_BROKEN,
    Flaw.RENEWAL_OF_OTHER,
    Flaw.RENEWAL_UNTRUSTED,
)


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
    claimed, proof = kept.pop("claimed_at"), kept.pop("proof")
    return Inspection(
        **{
            **kept,
            "flaws": tuple(Flaw(one) for one in kept["flaws"]),
            "stamps": tuple(Stamp(**_mend(one, "at")) for one in kept["stamps"]),
            "renewals": tuple(Stamp(**_mend(one, "at")) for one in kept["renewals"]),
        },
        proof=_proof(proof) if proof else None,
        certificate=Certificate(**_mend(certificate, "begins", "ends", "revoked_at"))
        if certificate
        else None,
        claimed_at=datetime.fromisoformat(claimed) if claimed else None,
        evidence=None if evidence is None else bytes.fromhex(evidence),
    )


def _proof(data: dict) -> Proof:
    times = _times(data, "began", "renewed_at", "until", "lapsed")
    return Proof(**{**data, **times, "flaws": tuple(Flaw(one) for one in data["flaws"])})


def _mend(data: dict, *times: str) -> dict:
    return {**data, **_times(data, *times), "der": bytes.fromhex(data["der"])}


def _times(data: dict, *names: str) -> dict:
    return {name: datetime.fromisoformat(data[name]) for name in names if data[name] is not None}
