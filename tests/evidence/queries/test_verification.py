"""The answer to a file or a code, at its limits."""

import hashlib
from dataclasses import replace
from io import BytesIO

import pytest

from evidence.adapters import vault
from evidence.engine.checks import Answer, Outcome
from evidence.queries import verification
from evidence.queries.files import sealed_file
from evidence.queries.verification import (
    LIMIT,
    FileTooLarge,
    Verdict,
    check_code,
    check_file,
    first_difference,
)
from tests.evidence.signed import stored_bytes


def given(data: bytes, size: int | None = None) -> BytesIO:
    file = BytesIO(data)
    file.size = len(data) if size is None else size
    return file


@pytest.fixture
def stored(sealed) -> bytes:
    return stored_bytes(sealed_file(sealed.subject))


def test_twenty_megabytes_are_read_and_not_a_byte_more(db, at):
    assert LIMIT == 20 * 1024 * 1024
    assert check_file(file=given(b"x", LIMIT), at=at).finding == "not_pdf"
    with pytest.raises(FileTooLarge):
        check_file(file=given(b"x", LIMIT + 1), at=at)


def test_what_is_told_of_a_file_that_is_no_pdf(db, at):
    found = check_file(file=given(b"a photo"), at=at)
    assert (found.answer, found.outcome) == (Answer.NOT_PDF, Outcome.UNKNOWN)
    assert (found.size, found.sha256) == (7, hashlib.sha256(b"a photo").hexdigest())
    assert (found.subject, found.document, found.offset, found.missing) == (None, None, None, 0)


def test_what_is_told_of_the_file_itself(sealed, stored, at):
    found = check_file(file=given(stored), at=at)
    assert (found.answer, found.finding) == (Answer.EQUAL, "equal")
    assert (found.size, found.sha256) == (len(stored), hashlib.sha256(stored).hexdigest())
    assert (found.subject, found.document) == (sealed, sealed_file(sealed.subject))
    assert found.holds


def test_what_is_told_of_a_cut_one(sealed, stored, at):
    found = check_file(file=given(stored[:-700]), at=at, subject=sealed)
    assert (found.answer, found.missing) == (Answer.TRUNCATED, 700)
    assert found.offset == len(stored) - 700
    assert found.sha256 == hashlib.sha256(stored[:-700]).hexdigest()
    assert not found.holds


def test_a_longer_one_lacks_nothing(sealed, stored, at):
    assert check_file(file=given(stored + b"\n"), at=at, subject=sealed).missing == 0


@pytest.mark.parametrize("known", [True, False])
def test_a_damaged_copy_of_ours_is_never_compared_with(sealed, stored, at, monkeypatch, known):
    def broken(*_where):
        raise vault.SealBroken

    monkeypatch.setattr(verification.vault, "read", broken)
    data = stored if known else stored[:-1]
    with pytest.raises(vault.SealBroken):
        check_file(file=given(data), at=at, subject=sealed)


def test_a_code_whose_file_is_damaged_says_so_first(sealed, at, monkeypatch):
    assert check_code(subject=sealed, at=at).outcome == Outcome.ON_FILE

    def broken(*_where):
        raise vault.SealBroken

    monkeypatch.setattr(verification.vault, "read", broken)
    found = check_code(subject=sealed, at=at)
    assert (found.outcome, found.finding) == (Outcome.INVALID, "file_damaged")


@pytest.mark.parametrize(
    ("one", "other", "place"),
    [(b"abc", b"abd", 2), (b"abc", b"ab", 2), (b"", b"x", 0), (b"abc", b"abc", 3), (b"x", b"y", 0)],
)
def test_the_first_byte_that_differs(one, other, place):
    assert first_difference(one, other) == place


@pytest.mark.parametrize("outcome", list(Outcome))
def test_which_outcomes_hold(outcome):
    found = Verdict(None, "", outcome, ())
    assert found.holds == (outcome not in {Outcome.INVALID, Outcome.UNKNOWN})
    assert replace(found, size=3).missing == 0
