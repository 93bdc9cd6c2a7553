"""A seal is judged on what was read back; a time that is missing is said to be."""

import hashlib
import logging
from dataclasses import replace

import pytest

from evidence.adapters.pades import SealUnsound
from evidence.adapters.timestamps import TimestampUnavailable
from evidence.flows import sealing
from evidence.flows.sealing import HeldBack, SealedFile, apply_seal, check_stored, keep_time
from evidence.models.timestamp import TimestampWait
from evidence.queries.attachment import as_attachment
from tests.evidence.models.test_stored import make_stored
from tests.evidence.pki import plain_pdf

CODE = "0000-0000-0000-0000"
INSIDE = as_attachment({"document": {"code": CODE}}).data
PDF = plain_pdf("一页", evidence=INSIDE)


@pytest.fixture
def clock(settings):
    settings.TIMESTAMP_DEMO = True


@pytest.fixture
def made(db, at) -> SealedFile:
    return apply_seal(pdf=PDF, at=at)


@pytest.fixture
def stored(tmp_path):
    """stored(sealed) → the path of its bytes."""

    def write(sealed: SealedFile, data: bytes | None = None):
        path = tmp_path / "file.pdf"
        path.write_bytes(sealed.data if data is None else data)
        return path

    return write


def why(**values) -> str:
    with pytest.raises(SealUnsound) as refused:
        check_stored(code=CODE, **values)
    return refused.value.params["why"]


def test_without_an_authority_nothing_is_said_of_a_time(made):
    assert made.sha256 == hashlib.sha256(made.data).hexdigest()
    assert (made.level, made.outside, made.missing) == ("B-B", False, "")


def test_a_seal_speaks_of_no_other_time_by_itself(made):
    bare = SealedFile(b"", "", made.certificate, made.level)
    assert (bare.outside, bare.missing) == (False, "")


@pytest.mark.parametrize(("wanted", "level"), [("B-T", "B-T"), ("B-LTA", "B-LTA")])
def test_the_level_is_the_one_that_was_asked_for(db, clock, at, settings, stored, wanted, level):
    settings.SEAL_LEVEL = wanted
    sealed = apply_seal(pdf=PDF, at=at)
    assert (sealed.level, sealed.missing) == (level, "")
    assert (b"/DSS" in sealed.data) == (level == "B-LTA")
    check_stored(path=stored(sealed), sealed=sealed, code=CODE, at=at)


class Bare(TimestampUnavailable):
    """A reason without words."""

    def __str__(self) -> str:
        return ""


@pytest.mark.parametrize(
    ("fault", "missing"), [(TimestampUnavailable("no answer"), None), (Bare("x"), "Bare")]
)
def test_an_authority_that_is_away_is_logged_and_told(
    db, clock, at, monkeypatch, caplog, fault, missing
):
    seal = sealing.seal_pdf

    def away(pdf, sealer, **options):
        if options.get("stamper"):
            raise fault
        return seal(pdf, sealer)

    monkeypatch.setattr(sealing, "seal_pdf", away)
    with caplog.at_level(logging.WARNING, logger="evidence.flows.sealing"):
        sealed = apply_seal(pdf=PDF, at=at)
    assert (sealed.level, sealed.outside) == ("B-B", False)
    assert sealed.missing == (missing or str(fault))
    (line,) = [one for one in caplog.records if one.message == "sealed without a time stamp"]
    assert line.why == str(fault)


class TestReadingBack:
    def test_what_was_sealed_stands(self, made, stored, at):
        check_stored(path=stored(made), sealed=made, code=CODE, at=at)

    def test_a_file_that_speaks_of_another_waits(self, made, stored, at):
        with pytest.raises(HeldBack):
            check_stored(path=stored(made), sealed=made, code="1111-1111-1111-1111", at=at)

    def test_other_bytes_do_not(self, made, stored, at):
        path = stored(made, made.data + b"\n")
        assert why(path=path, sealed=made, at=at) == "stored bytes"

    def test_the_seal_of_another_certificate_does_not(self, made, stored, at):
        other = replace(made, certificate=type(made.certificate)(der=b"another"))
        assert why(path=stored(made), sealed=other, at=at) == "another certificate"

    def test_a_time_that_is_claimed_has_to_be_there(self, made, stored, at):
        claimed = replace(made, level="B-T")
        assert why(path=stored(made), sealed=claimed, at=at) == "time stamp"

    def test_a_time_that_is_there_has_to_be_claimed(self, db, clock, stored, at):
        sealed = apply_seal(pdf=PDF, at=at)
        silent = replace(sealed, level="B-B")
        assert why(path=stored(sealed), sealed=silent, at=at) == "time stamp"


class TestKeepingTheTime:
    def test_a_missing_one_is_waited_for_with_its_reason(self, made, at):
        file = make_stored(at)
        keep_time(file=file, sealed=replace(made, missing="no answer"), at=at)
        wait = TimestampWait.objects.get()
        assert (wait.file, wait.problem) == (file, "no answer")
        assert not file.timestamps.exists()

    def test_nothing_is_waited_for_where_nothing_was_wanted(self, made, at):
        keep_time(file=make_stored(at), sealed=made, at=at)
        assert not TimestampWait.objects.exists()

    def test_the_one_inside_is_kept(self, db, clock, at):
        file, sealed = make_stored(at), apply_seal(pdf=PDF, at=at)
        keep_time(file=file, sealed=replace(sealed, outside=True), at=at)
        row = file.timestamps.get()
        value, token = sealing.signature_of(sealed.data)
        assert (row.place, bytes(row.token), row.is_independent) == ("inside", token, True)
        assert (row.imprint, row.made_at) == (hashlib.sha256(value).hexdigest(), at)
        assert not TimestampWait.objects.exists()
