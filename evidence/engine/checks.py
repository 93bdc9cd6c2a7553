"""What a check can find, in plain values: the answer, each check, the record, the one word.

`evidence.engine.assess` fills them. The words for people stand in `evidence.models.check_labels`,
the table in docs/evidence.md.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from evidence.engine.findings import Inspection

# The file is unchanged all the same: what lapsed is the proof of its time.
RENEWAL_LATE, RUN_OUT = "renewal_late", "not_renewed"
LAPSED = frozenset({RENEWAL_LATE, RUN_OUT})


class Answer(StrEnum):
    """What comparing a file with the stored ones gave."""

    EQUAL = "equal"
    OTHER_PLEDGE = "other_pledge"  # or another agreement
    TRUNCATED = "truncated"
    DIFFERENT = "different"
    SHIFTED = "bytes_before"  # the stored file, with other bytes put before its beginning
    SWAPPED = "signature_swapped"  # the signature of another document was put in
    OURS = "not_on_file"  # sealed with our key, but no stored file is equal to it
    NOT_PDF = "not_pdf"
    UNKNOWN = "unknown"


class Named(StrEnum):
    """Whose document the evidence inside the file speaks of."""

    NOBODY = "nobody"  # no evidence inside
    SAME = "same"
    OTHER = "other"
    STRANGER = "stranger"  # there is evidence, of nothing that is on file here


class Root(StrEnum):
    """The root of the day of the signature."""

    HOLDS = "holds"
    WAITING = "waiting"
    CHANGED = "changed"


class Standing(StrEnum):
    COUNTS = "counts"
    RUN_OUT = "run_out"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    TAKEN_BACK = "taken_back"
    # Of a custody agreement.
    HANDED_OVER = "handed_over"
    RENEWED = "renewed"  # a later agreement took its place


class Name(StrEnum):
    BYTES = "bytes"
    SIGNATURE = "signature"
    LATER = "later"  # changes after signing
    CERTIFICATE = "certificate"
    STAMP = "stamp"
    RENEWAL = "renewal"
    EVIDENCE = "evidence"
    CHAIN = "chain"
    RECORDS = "records"
    ROOT = "root"
    STANDING = "standing"


class State(StrEnum):
    YES = "yes"
    NO = "no"
    OPEN = "open"  # could not be judged, or not there yet


class Outcome(StrEnum):
    VALID = "valid"
    VALID_BUT = "valid_but"
    ENDED = "ended"  # genuine, and counts no more
    INVALID = "invalid"
    UNKNOWN = "unknown"
    ON_FILE = "on_file"  # a code without a file: what is on file holds


@dataclass(frozen=True)
class Check:
    """`found` says why, a key of the words; `facts` fill them."""

    name: Name
    state: State
    found: str
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """What the house has on file for the document in question."""

    chain_holds: bool = True
    contradictions: tuple[str, ...] = ()
    root: Root = Root.WAITING
    copies: int = 0
    standing: Standing = Standing.COUNTS
    ended_at: datetime | None = None
    category: str = ""  # of a revocation by the office


@dataclass(frozen=True)
class Account:
    """What an app's own rows say of something signed; `contradictions` with its evidence."""

    signed_at: datetime
    contradictions: tuple[str, ...] = ()
    standing: Standing = Standing.COUNTS
    ended_at: datetime | None = None
    category: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing that does not hold: `code` says what, `where` names the row."""

    code: str
    where: str


@dataclass(frozen=True)
class Facts:
    """`answer` None: a code without a file. `record` None: nothing it could belong to."""

    answer: Answer | None = None
    inspection: Inspection | None = None
    has_trust: bool = True  # there are certificates to judge by
    named: Named = Named.NOBODY
    record: Record | None = None
