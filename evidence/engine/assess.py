"""From what was found to what is said: one outcome on top, and each check with its answer.

Pure: `assess(facts)` gives the checks, `outcome(facts, checks)` the one word.
"""

from collections.abc import Iterator, Sequence

from evidence.engine.checks import (
    RENEWAL_LATE,
    RUN_OUT,
    Answer,
    Check,
    Facts,
    Name,
    Named,
    Outcome,
    Record,
    Root,
    Standing,
    State,
)
from evidence.engine.findings import (
    CERTIFICATE_FLAWS,
    LATER_FLAWS,
    RENEWAL_FLAWS,
    SEAL_FLAWS,
    STAMP_FLAWS,
    Certificate,
    Flaw,
    Inspection,
    Proof,
)


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
    known = facts.record is not None
    yield _signature(found, known)
    if found.certificate is not None:
        yield _later(found)
        yield _certificate(found, found.certificate, facts.has_trust)
    yield _stamp(found, known)
    if check := _renewal(found):
        yield check
    yield _evidence(facts.named, known)


EVIDENCE_STATES = {
    Named.SAME: State.YES,
    Named.OTHER: State.NO,
    Named.NOBODY: State.OPEN,
    Named.STRANGER: State.OPEN,
}


def _evidence(named: Named, known: bool) -> Check:
    """Of a file that nothing on file belongs to, nothing is said of what is on file."""
    found = "none" if named == Named.NOBODY and not known else str(named)
    return Check(Name.EVIDENCE, EVIDENCE_STATES[named], found)


def _bytes_state(answer: Answer) -> State:
    if answer == Answer.EQUAL:
        return State.YES
    return State.OPEN if answer in {Answer.UNKNOWN, Answer.OURS} else State.NO


def _first(found: Inspection, flaws: Sequence[Flaw]) -> Flaw | None:
    return next((flaw for flaw in found.flaws if flaw in flaws), None)


def _signature(found: Inspection, known: bool) -> Check:
    if flaw := _first(found, SEAL_FLAWS):
        return Check(Name.SIGNATURE, State.NO, flaw)
    if not found.is_signed:
        return Check(Name.SIGNATURE, State.OPEN, Flaw.UNSIGNED if known else "none")
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


def _stamp(found: Inspection, known: bool) -> Check:
    if flaw := _first(found, STAMP_FLAWS):
        return Check(Name.STAMP, State.NO, flaw)
    stamp = found.stamp
    if stamp is None:
        name = "untrusted" if found.stamps else "none" if known else "without"
        return Check(Name.STAMP, State.OPEN, name)
    facts = {"authority": stamp.authority, "at": stamp.at}
    proof = found.proof
    if proof and (proof.lapsed or proof.is_run_out):
        ended = {"ended": proof.lapsed or proof.until}
        return Check(Name.STAMP, State.OPEN, "run_out", facts | ended)
    if not stamp.is_independent:
        return Check(Name.STAMP, State.OPEN, "own", facts)
    return Check(Name.STAMP, State.YES, "stamped", facts)


def _renewal(found: Inspection) -> Check | None:
    """Whether the time is proven still. None where there was nothing to renew yet."""
    if flaw := _first(found, RENEWAL_FLAWS):
        return Check(Name.RENEWAL, State.NO, flaw)
    proof = found.proof
    if proof is None or not (proof.renewed or proof.is_run_out):
        return None
    facts = {
        "n": proof.renewed,
        "at": proof.renewed_at,
        "until": proof.until,
        "lapsed": proof.lapsed,
    }
    name = _renewal_found(proof)
    return Check(Name.RENEWAL, State.YES if name == "renewed" else State.OPEN, name, facts)


def _renewal_found(proof: Proof) -> str:
    if proof.lapsed:
        return RENEWAL_LATE
    if proof.is_run_out:
        return RUN_OUT
    return "renewed" if proof.is_independent else "renewed_here"


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
    Standing.HANDED_OVER: State.OPEN,
    Standing.RENEWED: State.OPEN,
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
    if facts.record and facts.record.standing != Standing.COUNTS:
        return Outcome.ENDED
    if facts.answer is None:
        return Outcome.ON_FILE
    reserved = any(check.state == State.OPEN for check in checks)
    return Outcome.VALID_BUT if reserved else Outcome.VALID
