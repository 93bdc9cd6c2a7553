from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evidence.engine.assess import assess, outcome
from evidence.engine.checks import (
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


LATER = AT + timedelta(days=1)
END = AT + timedelta(days=365)


def check_of(facts: Facts, name: Name) -> Check:
    return {one.name: one for one in assess(facts)}[name]


def test_everything_that_is_said_of_the_best_file_in_its_order():
    certificate = replace(CERTIFICATE, begins=AT, ends=END)
    assert assess(file(certificate=certificate, proof=proof(until=END))) == (
        Check(Name.BYTES, State.YES, "equal"),
        Check(Name.SIGNATURE, State.YES, "intact", {"n": 1}),
        Check(Name.LATER, State.YES, "nothing"),
        Check(
            Name.CERTIFICATE,
            State.YES,
            "ok",
            {"name": "seal", "issuer": "root", "at": None, "begins": AT, "ends": END},
        ),
        Check(Name.STAMP, State.YES, "stamped", {"authority": "authority", "at": AT}),
        Check(Name.RENEWAL, State.YES, "renewed", {"n": 2, "at": AT, "until": END, "lapsed": None}),
        Check(Name.EVIDENCE, State.YES, "same"),
        Check(Name.CHAIN, State.YES, "holds"),
        Check(Name.RECORDS, State.YES, "agree"),
        Check(Name.ROOT, State.YES, "sent", {"n": 2}),
        Check(Name.STANDING, State.YES, "counts", {"at": None}),
    )


def test_nothing_is_said_of_what_is_not_there():
    assert assess(Facts()) == ()
    assert assess(Facts(Answer.NOT_PDF)) == (Check(Name.BYTES, State.NO, "not_pdf"),)
    assert [one.name for one in assess(file(certificate=None, stamps=()))][:4] == [
        *(Name.BYTES, Name.SIGNATURE, Name.STAMP, Name.EVIDENCE),
    ]
    assert [one.name for one in assess(Facts(record=RECORD))] == [
        *(Name.CHAIN, Name.RECORDS, Name.ROOT, Name.STANDING),
    ]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.EQUAL, State.YES),
        (Answer.UNKNOWN, State.OPEN),
        (Answer.OURS, State.OPEN),
        (Answer.OTHER_PLEDGE, State.NO),
        (Answer.TRUNCATED, State.NO),
        (Answer.DIFFERENT, State.NO),
        (Answer.SWAPPED, State.NO),
        (Answer.NOT_PDF, State.NO),
    ],
)
def test_every_answer_of_the_comparison(answer, state):
    assert assess(Facts(answer)) == (Check(Name.BYTES, state, answer),)


@pytest.mark.parametrize(
    ("named", "state"),
    [(Named.SAME, State.YES), (Named.OTHER, State.NO), (Named.NOBODY, State.OPEN)],
)
def test_whom_the_evidence_inside_names(named, state):
    found = check_of(replace(BEST, named=named), Name.EVIDENCE)
    assert found == Check(Name.EVIDENCE, state, named)


def test_a_file_with_proofs_added_is_whole_and_a_broken_one_is_not_judged_further():
    added = check_of(file(covers_all=False), Name.LATER)
    assert added == Check(Name.LATER, State.YES, "proofs_added")
    broken = check_of(file(flaws=(Flaw.BYTES_CHANGED,)), Name.LATER)
    assert broken == Check(Name.LATER, State.OPEN, "not_judged")


def test_an_unsigned_file_is_left_open():
    found = check_of(file(signatures=0), Name.SIGNATURE)
    assert found == Check(Name.SIGNATURE, State.OPEN, Flaw.UNSIGNED)


@pytest.mark.parametrize(
    ("flaws", "trust", "state", "says"),
    [
        ((), True, State.YES, "revoked_later"),
        ((), False, State.YES, "revoked_later"),
        ((Flaw.CERTIFICATE_REVOKED,), True, State.NO, "certificate_revoked"),
        ((Flaw.CERTIFICATE_EXPIRED,), False, State.NO, "certificate_expired"),
        ((Flaw.AUTHORITY_UNKNOWN,), True, State.NO, "authority_unknown"),
        ((Flaw.AUTHORITY_UNKNOWN,), False, State.OPEN, "no_trust"),
    ],
)
def test_what_is_said_of_a_certificate_names_it_and_its_times(flaws, trust, state, says):
    cert = replace(CERTIFICATE, begins=AT, ends=END, revoked_at=LATER)
    facts = replace(file(certificate=cert, flaws=flaws), has_trust=trust)
    told = {"name": "seal", "issuer": "root", "at": LATER, "begins": AT, "ends": END}
    assert check_of(facts, Name.CERTIFICATE) == Check(Name.CERTIFICATE, state, says, told)


@pytest.mark.parametrize(
    ("facts", "state", "says"),
    [
        (file(stamps=()), State.OPEN, "none"),
        (stamp(is_trusted=False), State.OPEN, "untrusted"),
        (file(flaws=(Flaw.STAMP_BROKEN,)), State.NO, "stamp_broken"),
    ],
)
def test_a_timestamp_that_proves_nothing(facts, state, says):
    assert check_of(facts, Name.STAMP) == Check(Name.STAMP, state, says)


def test_a_timestamp_of_ones_own_is_told_with_its_time():
    told = {"authority": "authority", "at": AT}
    assert check_of(stamp(is_independent=False), Name.STAMP) == (
        Check(Name.STAMP, State.OPEN, "own", told)
    )


@pytest.mark.parametrize(
    ("values", "ended"),
    [
        ({"lapsed": LATER, "until": END}, LATER),  # the first end, not the last one
        ({"is_run_out": True, "until": END}, END),
    ],
)
def test_a_time_proven_no_more_says_since_when(values, ended):
    found = check_of(file(proof=proof(**values)), Name.STAMP)
    told = {"authority": "authority", "at": AT, "ended": ended}
    assert found == Check(Name.STAMP, State.OPEN, "run_out", told)


def test_a_late_renewal_is_told_with_all_its_times():
    facts = file(proof=proof(renewed=3, renewed_at=LATER, until=END, lapsed=AT))
    told = {"n": 3, "at": LATER, "until": END, "lapsed": AT}
    assert check_of(facts, Name.RENEWAL) == (Check(Name.RENEWAL, State.OPEN, "renewal_late", told))
    gap = file(flaws=(Flaw.STAMP_GAP,), proof=proof())
    assert check_of(gap, Name.RENEWAL) == Check(Name.RENEWAL, State.NO, "stamp_gap")


def test_what_the_records_say():
    broken = record(chain_holds=False, contradictions=("text_changed", "time_changed"))
    assert check_of(broken, Name.CHAIN) == Check(Name.CHAIN, State.NO, "chain_broken")
    assert check_of(broken, Name.RECORDS) == Check(Name.RECORDS, State.NO, "text_changed")


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"root": Root.CHANGED, "copies": 2}, Check(Name.ROOT, State.NO, "day_changed")),
        ({"root": Root.WAITING, "copies": 2}, Check(Name.ROOT, State.OPEN, "waiting")),
        ({"copies": 0}, Check(Name.ROOT, State.OPEN, "kept_here")),
        ({"copies": 1}, Check(Name.ROOT, State.YES, "sent", {"n": 1})),
    ],
)
def test_what_is_said_of_the_day(values, wanted):
    assert check_of(record(**values), Name.ROOT) == wanted


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        (Standing.COUNTS, State.YES),
        (Standing.RUN_OUT, State.OPEN),
        (Standing.SUPERSEDED, State.OPEN),
        (Standing.HANDED_OVER, State.OPEN),
        (Standing.RENEWED, State.OPEN),
        (Standing.REVOKED, State.NO),
        (Standing.TAKEN_BACK, State.NO),
    ],
)
def test_each_standing_with_its_day_and_the_category(standing, state):
    ended = record(standing=standing, ended_at=LATER, category="mistake")
    told = {"at": LATER, "category": "mistake"}
    assert check_of(ended, Name.STANDING) == Check(Name.STANDING, state, standing, told)


def test_a_file_of_nobody_s_is_false_only_where_its_certificate_is_ours():
    ours = replace(FILE, flaws=())
    foreign = replace(FILE, certificate=replace(CERTIFICATE, is_trusted=False))
    for answer in (Answer.UNKNOWN, Answer.NOT_PDF):
        for found, wanted in (
            (ours, Outcome.INVALID),
            (foreign, Outcome.UNKNOWN),
            (replace(FILE, certificate=None), Outcome.UNKNOWN),
        ):
            facts = Facts(answer, found)
            assert outcome(facts, assess(facts)) == wanted


def test_a_code_of_something_that_ended_is_told_so_and_not_that_it_is_on_file():
    facts = Facts(record=replace(RECORD, standing=Standing.RUN_OUT))
    assert outcome(facts, assess(facts)) == Outcome.ENDED
    nothing = Facts()
    assert outcome(nothing, assess(nothing)) == Outcome.ON_FILE


def test_a_file_that_is_equal_to_a_stored_one_is_genuine_without_a_record_too():
    facts = replace(BEST, record=None)
    assert outcome(facts, assess(facts)) == Outcome.VALID
