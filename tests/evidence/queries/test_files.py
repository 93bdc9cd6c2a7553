import pytest

from evidence.models.stored import FileWait
from evidence.models.timestamp import TimestampWait
from evidence.queries.files import (
    PIECE,
    file_of,
    files_by_subject,
    files_of,
    is_sealed_kind,
    sealed_by_digest,
    sealed_file,
    tokens_of,
    waits_by_subject,
)
from tests.evidence.models.test_stored import make_stored, stamp


@pytest.fixture
def agreement(db, at):
    """The two files of a custody agreement."""
    form = make_stored(at, subject="custody:A", kind="paper", sha256="1" * 64, path="a/paper.pdf")
    signed = make_stored(at, subject="custody:A", kind="signed", sha256="2" * 64, path="a/s.pdf")
    return form, signed


def test_a_file_is_found_by_its_kind(agreement):
    form, signed = agreement
    assert file_of("custody:A", "paper") == form
    assert file_of("custody:A", "report") is None
    assert files_of("custody:A") == {"paper": form, "signed": signed}


def test_the_sealed_file_speaks_for_a_subject_and_the_form_does_not(agreement):
    form, signed = agreement
    assert sealed_file("custody:A") == signed
    assert sealed_file("custody:B") is None
    assert (is_sealed_kind(form), is_sealed_kind(signed)) == (False, True)
    assert sealed_by_digest("2" * 64) == signed
    assert sealed_by_digest("1" * 64) is None
    assert sealed_by_digest("3" * 64) is None


def test_a_file_of_a_kind_that_nobody_registered_is_no_sealed_one(db, at):
    assert not is_sealed_kind(make_stored(at, subject="stranger:A"))


@pytest.mark.parametrize(("subjects", "queries"), [(3, 1), (PIECE + 1, 2)])
def test_many_files_cost_one_question_per_piece(
    db, at, subjects, queries, django_assert_num_queries
):
    names = [f"envelope:{number}" for number in range(subjects)]
    row = make_stored(at, subject=names[-1])
    TimestampWait.objects.create(file=row, since=at, next_at=at)
    with django_assert_num_queries(queries):
        files = files_by_subject(names, "signed")
        assert files == {names[-1]: row}
        assert files[names[-1]].timestamp_wait.since == at
    FileWait.objects.create(subject=names[0], kind="signed", since=at, next_at=at)
    FileWait.objects.create(subject=names[1], kind="paper", since=at, next_at=at)
    with django_assert_num_queries(queries):
        assert list(waits_by_subject(names, "signed")) == [names[0]]


def test_tokens_come_in_their_order(db, at):
    file = make_stored(at)
    for number in (2, 1):
        stamp(file, number, at)
    assert [kept.number for kept in tokens_of(file)] == [1, 2]
