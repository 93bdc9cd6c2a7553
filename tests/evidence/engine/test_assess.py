from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evidence.engine.assess import assess, outcome
from evidence.engine.checks import (
    Answer,
    Facts,
    Name,
    Named,
    Outcome,
    Record,
    Root,
    Standing,
    State,
)
from evidence.engine.findings import Certificate, Flaw, Inspection, Proof, Stamp
from evidence.models.check_labels import sentence_of

AT = datetime(2026, 11, 23, tzinfo=UTC)
CERTIFICATE = Certificate("seal", "root", "1", "f" * 64, AT, AT, b"", is_trusted=True)
STAMP = Stamp("authority", AT, embedded=True, is_trusted=True, is_independent=True, der=b"")
FILE = Inspection(
    1, "a" * 64, signatures=1, covers_all=True, certificate=CERTIFICATE, stamps=(STAMP,)
)
RECORD = Record(root=Root.HOLDS, copies=2)
BEST = Facts(Answer.EQUAL, FILE, named=Named.SAME, record=RECORD)


def file(**values) -> Facts:
    return replace(BEST, inspection=replace(FILE, **values))


def record(**values) -> Facts:
    return replace(BEST, record=replace(RECORD, **values))


def stamp(**values) -> Facts:
    return file(stamps=(replace(STAMP, **values),))


def proof(**values) -> Proof:
    good = Proof((), "authority", AT, 2, AT, AT, None, is_run_out=False, is_independent=True)
    return replace(good, **values)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (BEST, Outcome.VALID),
        (file(stamps=()), Outcome.VALID_BUT),
        (stamp(is_independent=False), Outcome.VALID_BUT),
        (stamp(is_trusted=False), Outcome.VALID_BUT),
        (file(signatures=0, certificate=None, flaws=(Flaw.UNSIGNED,)), Outcome.VALID_BUT),
        (record(root=Root.WAITING), Outcome.VALID_BUT),
        (record(copies=0), Outcome.VALID_BUT),
        (replace(BEST, named=Named.NOBODY), Outcome.VALID_BUT),
        (replace(BEST, named=Named.OTHER), Outcome.INVALID),
        (record(root=Root.CHANGED), Outcome.INVALID),
        (record(chain_holds=False), Outcome.INVALID),
        (record(contradictions=("text_changed",)), Outcome.INVALID),
        (record(standing=Standing.REVOKED), Outcome.ENDED),
        (record(standing=Standing.TAKEN_BACK), Outcome.ENDED),
        (record(standing=Standing.SUPERSEDED), Outcome.ENDED),
        (record(standing=Standing.RUN_OUT), Outcome.ENDED),
        (record(standing=Standing.HANDED_OVER), Outcome.ENDED),
        (record(standing=Standing.RENEWED), Outcome.ENDED),
        (file(proof=proof()), Outcome.VALID),
        (file(proof=proof(is_run_out=True)), Outcome.VALID_BUT),
        (file(proof=proof(lapsed=AT)), Outcome.VALID_BUT),
        (file(proof=proof(is_independent=False)), Outcome.VALID_BUT),
        (record(standing=Standing.REVOKED, chain_holds=False), Outcome.INVALID),
        (replace(BEST, answer=Answer.OTHER_PLEDGE), Outcome.INVALID),
        (replace(BEST, answer=Answer.DIFFERENT), Outcome.INVALID),
        (Facts(Answer.OURS, FILE), Outcome.UNKNOWN),
        (Facts(Answer.NOT_PDF), Outcome.UNKNOWN),
        (Facts(Answer.UNKNOWN, replace(FILE, flaws=(Flaw.PAGE_ADDED,))), Outcome.INVALID),
        (Facts(record=RECORD), Outcome.ON_FILE),
        (Facts(record=replace(RECORD, chain_holds=False)), Outcome.INVALID),
    ],
)
def test_one_word_for_it_all(facts, expected):
    assert outcome(facts, assess(facts)) == expected


@pytest.mark.parametrize("flaw", [flaw for flaw in Flaw if flaw != Flaw.UNSIGNED])
def test_no_flaw_is_passed_over(flaw):
    facts = file(flaws=(flaw,))
    assert outcome(facts, assess(facts)) == Outcome.INVALID
    assert flaw in {check.found for check in assess(facts) if check.state == State.NO}


def test_without_certificates_to_judge_by_the_seal_stays_open():
    facts = replace(file(flaws=(Flaw.AUTHORITY_UNKNOWN,)), has_trust=False)
    found = {check.name: check for check in assess(facts)}
    assert (found[Name.CERTIFICATE].state, found[Name.CERTIFICATE].found) == ("open", "no_trust")


@pytest.mark.parametrize(
    ("values", "stamp_says", "renewal_says"),
    [
        ({}, "stamped", "renewed"),
        ({"renewed": 0}, "stamped", None),
        ({"renewed": 0, "is_run_out": True}, "run_out", "not_renewed"),
        ({"is_run_out": True}, "run_out", "not_renewed"),
        ({"lapsed": AT}, "run_out", "renewal_late"),
        ({"is_independent": False}, "stamped", "renewed_here"),
    ],
)
def test_what_is_said_of_the_time_over_the_years(values, stamp_says, renewal_says):
    checks = {check.name: check for check in assess(file(proof=proof(**values)))}
    renewal = checks.get(Name.RENEWAL)
    assert checks[Name.STAMP].found == stamp_says
    assert (renewal.found if renewal else None) == renewal_says


@pytest.mark.parametrize("standing", list(Standing))
def test_every_standing_is_told(standing):
    check = {one.name: one for one in assess(record(standing=standing))}[Name.STANDING]
    assert (check.state == State.YES) == (standing == Standing.COUNTS)
    assert sentence_of(check)
