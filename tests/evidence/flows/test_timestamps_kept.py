"""What a kept token says; which are missing or end soon, and in what order they are asked for."""

import hashlib
from datetime import timedelta

import pytest

from cms.models.jobs import Job
from evidence.adapters.timestamps import TimestampUnavailable, read_token
from evidence.engine.renewals import renewal_body
from evidence.flows import timestamps as flow
from evidence.flows.files import make_file
from evidence.flows.sealing import apply_seal
from evidence.flows.timestamps import (
    Place,
    fetch_timestamp,
    imprint_of,
    note_token,
    renew_timestamp,
    sweep_renewals,
    sweep_timestamps,
    wait_for_token,
)
from evidence.models.certificate import SealCertificate
from evidence.models.stored import StoredFile
from evidence.models.timestamp import DocumentTimestamp, TimestampWait
from evidence.queries.chains import chain_of
from tests.evidence.models.test_stored import make_stored
from tests.evidence.signed import small_pdf
from tests.factories.rounds import envelope_of, sign
from tests.locks import HalfWay
from tests.rows import said

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def clock(settings):
    settings.TIMESTAMP_DEMO = True


@pytest.fixture
def signed(world, opened, at, small_pages):
    return sign(envelope_of(opened, world.members["staff"]), at)


@pytest.fixture
def bare(signed, at, settings) -> StoredFile:
    """A sealed file from before there was an authority."""
    file = make_file(subject=signed.subject, kind="signed", at=at)
    settings.TIMESTAMP_DEMO = True
    return file


@pytest.fixture
def fetched(bare, at) -> DocumentTimestamp:
    wait_for_token(file=bare, problem="", at=at)
    return fetch_timestamp(wait_id=bare.timestamp_wait.pk, at=at)


def stored(at, number: int, **values) -> StoredFile:
    digest = hashlib.sha256(str(number).encode()).hexdigest()
    return make_stored(
        at, subject=f"letter:{number}", path=f"letters/{number}.pdf", sha256=digest, **values
    )


def token_row(file: StoredFile, at, **values) -> DocumentTimestamp:
    return DocumentTimestamp.objects.create(
        **{
            "file": file,
            "number": 1,
            "place": Place.INSIDE,
            "token": b"",
            "imprint": "",
            "authority": "TSA",
            "is_independent": True,
            "stamped_at": at,
            "valid_to": at + 365 * DAY,
            "made_at": at,
            **values,
        }
    )


def asked(name: str) -> list[int]:
    rows = Job.objects.filter(name=name).order_by("pk").values_list("arguments", flat=True)
    return [next(iter(arguments.values())) for arguments in rows]


class TestKeeping:
    def test_everything_that_a_token_says(self, fetched, bare, at):
        read = read_token(bytes(fetched.token))
        fetched.refresh_from_db()
        assert (fetched.file, fetched.number, fetched.place) == (bare, 1, "beside")
        assert (fetched.imprint, fetched.authority) == (bare.sha256, read.authority)
        assert (fetched.stamped_at, fetched.valid_to) == (read.stamped_at, read.valid_to)
        assert (fetched.made_at, fetched.is_independent) == (at, False)
        for der in read.certificates:
            digest = hashlib.sha256(der).hexdigest()
            assert SealCertificate.objects.filter(fingerprint=digest).exists()

    def test_numbers_go_on_in_each_file(self, fetched, bare, at):
        der = bytes(fetched.token)
        values = {"der": der, "place": Place.RENEWAL, "imprint": b"\x01", "outside": True}
        again = note_token(file=bare, at=at, **values)
        assert (again.number, again.imprint, again.is_independent) == (2, "01", True)
        assert note_token(file=stored(at, 1), at=at, **values).number == 1

    def test_the_entry_names_file_token_and_number(self, fetched, bare, at):
        entry = chain_of(bare.subject).last()
        assert (entry.kind, entry.at) == ("stamped", at)
        assert said(entry) == {
            "sha256": bare.sha256,
            "token": hashlib.sha256(bytes(fetched.token)).hexdigest(),
            "number": 1,
        }


class TestWaiting:
    def test_a_wait_says_since_when_and_why(self, db, at):
        file = stored(at, 1)
        wait_for_token(file=file, problem="x" * 300, at=at)
        wait_for_token(file=file, problem="again", at=at + DAY)
        wait = TimestampWait.objects.get()
        assert (wait.since, wait.next_at, wait.tries) == (at, at + 2 * MINUTE, 0)
        assert wait.problem == "x" * 200

    def test_why_it_failed_stands_on_its_own_wait(self, bare, at, monkeypatch):
        other = stored(at, 2)
        for file in (bare, other):
            wait_for_token(file=file, problem="", at=at)
        monkeypatch.setattr(flow, "current_authorities", lambda trust, at: None)
        with pytest.raises(TimestampUnavailable, match="no time authority"):
            fetch_timestamp(wait_id=bare.timestamp_wait.pk, at=at)
        problems = dict(TimestampWait.objects.values_list("file", "problem"))
        assert problems == {bare.pk: "no time authority is set up", other.pk: ""}

    def test_the_wait_of_this_file_alone_goes(self, bare, at):
        other = stored(at, 2)
        for file in (bare, other):
            wait_for_token(file=file, problem="", at=at)
        fetch_timestamp(wait_id=bare.timestamp_wait.pk, at=at)
        assert [wait.file for wait in TimestampWait.objects.all()] == [other]

    def test_of_two_workers_the_second_keeps_nothing(self, bare, fetched, at):
        wait_for_token(file=bare, problem="", at=at)
        assert fetch_timestamp(wait_id=bare.timestamp_wait.pk, at=at) is None
        assert bare.timestamps.count() == 1

    @pytest.mark.parametrize("last", ["note_token", "record"])
    def test_a_failure_half_way_keeps_the_wait_and_no_token(self, bare, at, fails, last):
        wait_for_token(file=bare, problem="", at=at)
        fails(f"evidence.flows.timestamps.{last}")
        with pytest.raises(HalfWay):
            fetch_timestamp(wait_id=bare.timestamp_wait.pk, at=at)
        assert TimestampWait.objects.exists()
        assert not DocumentTimestamp.objects.exists()

    def test_the_subject_is_held_while_a_token_is_kept(self, bare, at, holds):
        wait_for_token(file=bare, problem="", at=at)
        holds.clear()
        fetch_timestamp(wait_id=bare.timestamp_wait.pk, at=at)
        assert "rounds.Envelope" in holds


class TestWhatTokensSpeakOf:
    def test_a_first_one_of_the_file_a_renewal_of_all_before_in_their_order(self, db, at):
        file = stored(at, 1)
        token_row(file, at, number=2, token=b"two")
        token_row(file, at, number=1, token=b"one")
        own = bytes.fromhex(file.sha256)
        assert imprint_of(file, Place.BESIDE) == own
        body = renewal_body(own, [b"one", b"two"])
        assert imprint_of(file, Place.RENEWAL) == hashlib.sha256(body).digest()


class TestRenewing:
    def test_half_a_year_before_the_end_and_not_a_moment_earlier(self, db, at, monkeypatch):
        file = stored(at, 1)
        token_row(file, at, number=1, valid_to=at)
        token_row(file, at, number=2, valid_to=at + 200 * DAY)
        asked_for = []
        monkeypatch.setattr(flow, "_stamp", lambda *values: asked_for.append(values))
        moment = at + 20 * DAY
        assert renew_timestamp(file_id=file.pk, at=moment - timedelta(seconds=1)) is None
        assert asked_for == []
        renew_timestamp(file_id=file.pk, at=moment)
        assert asked_for == [(file, Place.RENEWAL, moment)]

    def test_what_has_no_token_has_nothing_to_renew(self, db, at):
        assert renew_timestamp(file_id=stored(at, 1).pk, at=at) is None

    def test_by_the_last_token_of_each_file_those_first_that_end_first(self, db, clock, at):
        ends = {1: (5, 300), 2: (170,), 3: (100,), 4: (181,), 5: (180,)}
        files = {number: stored(at, number) for number in ends}
        for number, days in ends.items():
            for place, day in enumerate(days, 1):
                token_row(files[number], at, number=place, valid_to=at + day * DAY)
        stored(at, 6)  # never stamped
        assert sweep_renewals(at=at) == 3
        assert asked("evidence.renew_timestamp") == [files[n].pk for n in (3, 2, 5)]

    def test_in_batches(self, db, clock, at, monkeypatch):
        monkeypatch.setattr(flow, "BATCH", 1)
        for number in (1, 2):
            token_row(stored(at, number), at, valid_to=at)
        assert sweep_renewals(at=at) == 1

    def test_without_an_authority_nobody_is_asked(self, db, at):
        token_row(stored(at, 1), at, valid_to=at)
        assert sweep_renewals(at=at) == 0


class TestSweeping:
    def test_pauses_double_up_to_six_hours(self, db, clock, at):
        file = stored(at, 1)
        TimestampWait.objects.create(file=file, since=at, next_at=at)
        pauses, moment = [], at
        for _ in range(10):
            assert sweep_timestamps(at=moment) == 1
            wait = TimestampWait.objects.get()
            pauses.append((wait.next_at - moment) // MINUTE)
            moment = wait.next_at
        assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
        assert TimestampWait.objects.get().tries == 10

    def test_the_longest_due_first_in_batches(self, db, clock, at, monkeypatch):
        monkeypatch.setattr(flow, "BATCH", 2)
        waits = [
            TimestampWait.objects.create(
                file=stored(at, number), since=at, next_at=at + minutes * MINUTE
            )
            for number, minutes in enumerate((3, 1, 2))
        ]
        assert sweep_timestamps(at=at) == 0
        assert sweep_timestamps(at=at + 3 * MINUTE) == 2
        assert asked("evidence.fetch_timestamp") == [waits[1].pk, waits[2].pk]

    def test_sealed_files_without_a_token_are_found_once_and_forms_are_not(self, db, clock, at):
        certificate = apply_seal(pdf=small_pdf("x"), at=at).certificate
        sealed = stored(at, 1, certificate=certificate)
        token_row(stored(at, 2, certificate=certificate), at)
        stored(at, 3)  # a form to print: no seal, no time
        for _ in range(2):
            assert sweep_timestamps(at=at) == 0
        wait = TimestampWait.objects.get()
        assert (wait.file, wait.problem, wait.since) == (sealed, "", at)

    def test_as_many_as_one_batch_are_found_at_once(self, db, clock, at, monkeypatch):
        monkeypatch.setattr(flow, "BATCH", 2)
        certificate = apply_seal(pdf=small_pdf("x"), at=at).certificate
        files = [stored(at, number, certificate=certificate) for number in range(3)]
        sweep_timestamps(at=at)
        assert [wait.file for wait in TimestampWait.objects.order_by("pk")] == files[:2]

    def test_a_failure_half_way_asks_for_none(self, db, clock, at, fails):
        TimestampWait.objects.create(file=stored(at, 1), since=at, next_at=at)
        token_row(stored(at, 2), at, valid_to=at)
        fails("evidence.flows.timestamps.enqueue")
        with pytest.raises(HalfWay):
            sweep_timestamps(at=at)
        assert TimestampWait.objects.get().tries == 0
