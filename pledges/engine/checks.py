"""From what was found to what is said: one outcome on top, and each check with its answer.

Pure: `assess(facts)` gives the checks, `outcome(checks)` the one word. The words for people stand
in `pledges.models.check_labels`, the table in docs/evidence.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pledges.engine.inspection import (
    CERTIFICATE_FLAWS,
    LATER_FLAWS,
    SEAL_FLAWS,
    STAMP_FLAWS,
    Certificate,
    Flaw,
    Inspection,
)


class Answer(StrEnum):
    """What comparing a file with the stored ones gave."""

    EQUAL = "equal"
    OTHER_PLEDGE = "other_pledge"
    TRUNCATED = "truncated"
    DIFFERENT = "different"
    SWAPPED = "signature_swapped"  # the signature of another document was put in
    OURS = "not_on_file"  # sealed with our key, but no stored pledge is equal to it
    NOT_PDF = "not_pdf"
    UNKNOWN = "unknown"


class Named(StrEnum):
    """Whose pledge the evidence inside the file speaks of."""

    NOBODY = "nobody"  # no evidence inside
    SAME = "same"
    OTHER = "other"


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


class Name(StrEnum):
    BYTES = "bytes"
    SIGNATURE = "signature"
    LATER = "later"  # changes after signing
    CERTIFICATE = "certificate"
    STAMP = "stamp"
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
    """What the house has on file for the pledge in question."""

    chain_holds: bool = True
    contradictions: tuple[str, ...] = ()
    root: Root = Root.WAITING
    copies: int = 0
    standing: Standing = Standing.COUNTS
    ended_at: datetime | None = None
    category: str = ""  # of a revocation by the office


@dataclass(frozen=True)
class Facts:
    """`answer` None: a code without a file. `record` None: no pledge it could belong to."""

    answer: Answer | None = None
    inspection: Inspection | None = None
    has_trust: bool = True  # there are certificates to judge by
    named: Named = Named.NOBODY
    record: Record | None = None


def assess(facts: Facts) -> tuple[Check, ...]:
    """The checks in the order in which they are shown."""
    return tuple([*_of_file(facts), *_of_record(facts)])


def _of_file(facts: Facts) -> Iterator[Check]:
    if facts.answer is None:
        return
    yield Check(Name.BYTES, _bytes_state(facts.answer), facts.answer)
    found = facts.inspection
    if found is None:
        return
    yield _signature(found)
    if found.certificate is not None:
        yield _later(found)
        yield _certificate(found, found.certificate, facts.has_trust)
    yield _stamp(found)
    yield Check(Name.EVIDENCE, EVIDENCE_STATES[facts.named], facts.named)


EVIDENCE_STATES = {
    Named.SAME: State.YES,
    Named.OTHER: State.NO,
    Named.NOBODY: State.OPEN,
}


def _bytes_state(answer: Answer) -> State:
    if answer == Answer.EQUAL:
        return State.YES
    return State.OPEN if answer in {Answer.UNKNOWN, Answer.OURS} else State.NO


def _first(found: Inspection, flaws: Sequence[Flaw]) -> Flaw | None:
    return next((flaw for flaw in found.flaws if flaw in flaws), None)


def _signature(found: Inspection) -> Check:
    if flaw := _first(found, SEAL_FLAWS):
        return Check(Name.SIGNATURE, State.NO, flaw)
    if not found.is_signed:
        return Check(Name.SIGNATURE, State.OPEN, Flaw.UNSIGNED)
    return Check(Name.SIGNATURE, State.YES, "intact", {"n": found.signatures})


def _later(found: Inspection) -> Check:
    if flaw := _first(found, LATER_FLAWS):
        return Check(Name.LATER, State.NO, flaw)
    if _first(found, SEAL_FLAWS):
        return Check(Name.LATER, State.OPEN, "not_judged")
    return Check(Name.LATER, State.YES, "nothing" if found.covers_all else "proofs_added")


def _certificate(found: Inspection, cert: Certificate, has_trust: bool) -> Check:
    facts = {
        "name": cert.name,
        "issuer": cert.issuer,
        "at": cert.revoked_at,
        "begins": cert.begins,
        "ends": cert.ends,
    }
    flaw = _first(found, CERTIFICATE_FLAWS)
    if flaw == Flaw.AUTHORITY_UNKNOWN and not has_trust:
        return Check(Name.CERTIFICATE, State.OPEN, "no_trust", facts)
    if flaw:
        return Check(Name.CERTIFICATE, State.NO, flaw, facts)
    return Check(Name.CERTIFICATE, State.YES, "revoked_later" if cert.revoked_at else "ok", facts)


def _stamp(found: Inspection) -> Check:
    if flaw := _first(found, STAMP_FLAWS):
        return Check(Name.STAMP, State.NO, flaw)
    stamp = found.stamp
    if stamp is None:
        return Check(Name.STAMP, State.OPEN, "untrusted" if found.stamps else "none")
    facts = {"authority": stamp.authority, "at": stamp.at}
    if not stamp.is_independent:
        return Check(Name.STAMP, State.OPEN, "own", facts)
    return Check(Name.STAMP, State.YES, "stamped", facts)


def _of_record(facts: Facts) -> Iterator[Check]:
    record = facts.record
    if record is None:
        return
    holds = State.YES if record.chain_holds else State.NO
    yield Check(Name.CHAIN, holds, "holds" if record.chain_holds else "chain_broken")
    wrong = record.contradictions
    yield Check(Name.RECORDS, State.NO if wrong else State.YES, wrong[0] if wrong else "agree")
    yield _root(record)
    state, ended = STANDING_STATES[record.standing], {"at": record.ended_at}
    why = {"category": record.category} if record.category else {}
    yield Check(Name.STANDING, state, record.standing, {**ended, **why})


STANDING_STATES = {
    Standing.COUNTS: State.YES,
    Standing.RUN_OUT: State.OPEN,
    Standing.SUPERSEDED: State.OPEN,
    Standing.REVOKED: State.NO,
    Standing.TAKEN_BACK: State.NO,
}


def _root(record: Record) -> Check:
    if record.root == Root.CHANGED:
        return Check(Name.ROOT, State.NO, "day_changed")
    if record.root == Root.WAITING:
        return Check(Name.ROOT, State.OPEN, "waiting")
    if not record.copies:
        return Check(Name.ROOT, State.OPEN, "kept_here")
    return Check(Name.ROOT, State.YES, "sent", {"n": record.copies})


def outcome(facts: Facts, checks: Sequence[Check]) -> Outcome:
    """The one word. A check that fails outweighs everything; what is open only limits."""
    failed = {check.name for check in checks if check.state == State.NO}
    if facts.answer in {Answer.UNKNOWN, Answer.NOT_PDF}:
        cert = facts.inspection and facts.inspection.certificate
        return Outcome.INVALID if cert and cert.is_trusted else Outcome.UNKNOWN
    if failed - {Name.STANDING}:
        return Outcome.INVALID
    if facts.answer == Answer.OURS:
        return Outcome.UNKNOWN
    if failed or (facts.record and facts.record.standing != Standing.COUNTS):
        return Outcome.ENDED
    if facts.answer is None:
        return Outcome.ON_FILE
    reserved = any(check.state == State.OPEN for check in checks)
    return Outcome.VALID_BUT if reserved else Outcome.VALID
