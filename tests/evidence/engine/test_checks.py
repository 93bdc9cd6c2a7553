"""What stands where nothing was said: a default must never speak for a file."""

from datetime import UTC, datetime

from evidence.engine.checks import (
    LAPSED,
    Account,
    Check,
    Facts,
    Name,
    Named,
    Record,
    Root,
    Standing,
    State,
)

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_what_a_record_says_before_anything_was_looked_at():
    assert Record() == Record(
        chain_holds=True,
        contradictions=(),
        root=Root.WAITING,
        copies=0,
        standing=Standing.COUNTS,
        ended_at=None,
        category="",
    )


def test_what_an_account_says_without_contradictions():
    assert Account(AT) == Account(AT, (), Standing.COUNTS, None, "")


def test_a_code_without_a_file_names_nobody_and_is_judged_by_what_we_trust():
    assert Facts() == Facts(
        answer=None, inspection=None, has_trust=True, named=Named.NOBODY, record=None
    )


def test_a_check_has_no_facts_of_its_own():
    assert Check(Name.BYTES, State.YES, "equal").facts == {}


def test_a_proof_lapses_by_a_late_renewal_or_by_none():
    assert frozenset({"renewal_late", "not_renewed"}) == LAPSED
