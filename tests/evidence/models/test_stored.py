import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.deletion import ProtectedError

from evidence.models.stored import FileWait, StoredFile
from evidence.models.timestamp import DocumentTimestamp, TimestampWait


def make_stored(at, **values) -> StoredFile:
    return StoredFile.objects.create(
        **{
            "subject": "letter:A",
            "kind": "signed",
            "sha256": "a" * 64,
            "size": 1,
            "path": "letters/A.pdf",
            "renderer": "test",
            "made_at": at,
            **values,
        }
    )


OTHER = {"subject": "letter:B", "kind": "paper", "sha256": "b" * 64, "path": "letters/B.pdf"}


def test_two_kinds_of_one_subject_stand_side_by_side(db, at):
    one = make_stored(at)
    two = make_stored(at, **{**OTHER, "subject": "letter:A"})
    assert (one.code, str(one)) == ("A", f"letter:A signed {'a' * 12}")
    assert two.subject == one.subject


@pytest.mark.parametrize("same", [{"subject", "kind"}, {"sha256"}, {"path"}])
def test_a_file_its_digest_and_its_place_are_there_once(db, at, same):
    make_stored(at)
    values = {name: value for name, value in OTHER.items() if name not in same}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_stored(at, **values)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_stored_file(db, at, act):
    make_stored(at)
    rows = StoredFile.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(size=2) if act == "update" else rows._raw_delete(using="default")


def test_a_wait_is_there_once_per_kind_and_may_change_and_go(db, at):
    values = {"subject": "letter:A", "since": at, "next_at": at}
    wait = FileWait.objects.create(kind="signed", **values)
    FileWait.objects.create(kind="paper", **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileWait.objects.create(kind="signed", **values)
    assert FileWait.objects.filter(pk=wait.pk).update(problem="…") == 1
    assert str(wait) == f"letter:A signed {at:%Y-%m-%d}"
    wait.delete()
    assert [row.kind for row in FileWait.objects.all()] == ["paper"]


def stamp(file, number, at) -> DocumentTimestamp:
    return DocumentTimestamp.objects.create(
        file=file,
        number=number,
        place="beside",
        token=b"x",
        imprint="",
        authority="",
        is_independent=False,
        stamped_at=at,
        valid_to=at,
        made_at=at,
    )


def test_the_timestamps_of_a_file_are_numbered_and_stay(db, at):
    file = make_stored(at)
    stamp(file, 1, at)
    stamp(file, 2, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        stamp(file, 2, at)
    with pytest.raises(DatabaseError), transaction.atomic():
        file.timestamps.update(number=9)
    with pytest.raises(ProtectedError), transaction.atomic():
        file.delete()


def test_a_file_waits_for_one_timestamp_at_most(db, at):
    file = make_stored(at)
    TimestampWait.objects.create(file=file, since=at, next_at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimestampWait.objects.create(file=file, since=at, next_at=at)
