"""One file, stored once: its row, its entry, the end of the wait, or nothing of them."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings

from evidence.adapters import vault
from evidence.flows import storing
from evidence.flows.storing import Paper, store_file
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.attachment import as_attachment
from evidence.queries.chains import chain_of
from evidence.subjects import SUBJECTS
from tests.evidence.letters import Letter, Letters
from tests.evidence.pki import plain_pdf
from tests.locks import HalfWay
from tests.rows import said

PATH = "letters/0000-0000-0000-0000.pdf"


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def letter(db, at):
    rows = Letters()
    with SUBJECTS.lent(rows.kind):
        yield rows.sign("一封来函", at)


def inside() -> object:
    return as_attachment({"document": {"code": "0000-0000-0000-0000"}})


def paper(letter: Letter, **values) -> Paper:
    return Paper(
        **{
            "subject": letter.subject,
            "kind": "signed",
            "path": PATH,
            "attachment": inside,
            "render": lambda files: plain_pdf(letter.text, evidence=files[0].data),
            "lock": lambda: letter,
            **values,
        }
    )


def left() -> tuple:
    """Rows, waits, files on the disk."""
    files = [path for path in Path(settings.PRIVATE_ROOT).rglob("*.pdf") if path.is_file()]
    return StoredFile.objects.count(), FileWait.objects.count(), len(files)


def test_a_sealed_file_its_row_and_its_entry(letter, at):
    row = store_file(paper=paper(letter), at=at)
    data = vault.read(PATH, row.sha256)
    assert row == StoredFile.objects.get()
    assert (row.subject, row.kind, row.path) == (letter.subject, "signed", PATH)
    assert (row.size, row.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert (row.level, row.made_at) == ("B-B", at)
    assert row.evidence == hashlib.sha256(inside().data).hexdigest()
    entry = chain_of(letter.subject).last()
    assert (entry.kind, entry.at) == ("sealed", at)
    assert said(entry) == {
        "document": "signed",
        "sha256": row.sha256,
        "size": row.size,
        "certificate": row.certificate.fingerprint,
        "level": "B-B",
        "evidence": row.evidence,
        "stamp_missing": False,
    }
    assert left() == (1, 0, 1)


def test_a_form_to_print_is_stored_without_a_seal(letter, at):
    form = paper(letter, kind="form", attachment=None, render=lambda files: b"%PDF" + bytes(files))
    row = store_file(paper=form, at=at)
    assert (row.certificate, row.level, row.evidence) == (None, StoredFile.Level.NONE, "")
    assert said(chain_of(letter.subject).last()) == {
        "document": "form",
        "sha256": row.sha256,
        "size": 4,
    }
    assert not row.timestamps.exists()


def test_what_there_is_is_not_made_again(letter, at):
    first = store_file(paper=paper(letter), at=at)
    FileWait.objects.create(subject=letter.subject, kind="signed", since=at, next_at=at)
    render = pytest.fail
    assert store_file(paper=paper(letter, render=render), at=at) == first
    assert left() == (1, 0, 1)


def test_what_is_not_due_any_more_leaves_nothing(letter, at):
    assert store_file(paper=paper(letter, lock=lambda: None), at=at) is None
    assert left() == (0, 1, 0)


def test_of_two_workers_the_second_finds_the_first_one_s_row_under_the_lock(letter, at):
    first = []

    def lock():
        if not first:
            first.append(None)
            first.append(store_file(paper=paper(letter), at=at))
        return letter

    found = store_file(paper=paper(letter, path="letters/second.pdf", lock=lock), at=at)
    assert found == first[1]
    assert left() == (1, 0, 1)


def test_the_app_moves_on_under_the_lock(letter, at):
    seen = []
    store_file(paper=paper(letter, after=lambda target: seen.append((target, left()[0]))), at=at)
    assert seen == [(letter, 1)]


@pytest.mark.parametrize("last", ["record", "expect_no_file", "keep_time"])
def test_a_failure_half_way_leaves_the_wait_and_no_row(letter, at, fails, last):
    fails(f"evidence.flows.storing.{last}")
    with pytest.raises(HalfWay):
        store_file(paper=paper(letter), at=at)
    assert left()[:2] == (0, 1)
    assert chain_of(letter.subject).last().kind == "signed"


def test_what_cannot_be_read_back_is_not_called_stored(letter, at, monkeypatch):
    place = vault.place

    def badly(staged, path):
        place(staged, path)
        (Path(settings.PRIVATE_ROOT) / path).write_bytes(b"other bytes")

    monkeypatch.setattr(storing.vault, "place", badly)
    with pytest.raises(vault.SealBroken):
        store_file(paper=paper(letter), at=at)
    assert left()[:2] == (0, 1)


def test_a_seal_that_does_not_stand_leaves_nothing(letter, at, fails):
    fails("evidence.flows.storing.check_stored")
    with pytest.raises(HalfWay):
        store_file(paper=paper(letter), at=at)
    assert left() == (0, 1, 0)
