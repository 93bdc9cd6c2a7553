import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from cms.flows.jobs import enqueue
from cms.models.jobs import Job
from evidence.adapters.vault import SealBroken
from evidence.engine.events import RevocationCategory
from evidence.models.stored import FileWait
from evidence.models.timestamp import TimestampWait
from evidence.queries.files import sealed_file
from pledges.rounds.flows.ending import revoke_envelope
from pledges.rounds.flows.parcels import README, REGISTER, REPLACED, SUMS, pack_round
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.tasks import export_round
from tests.factories.rounds import envelope_of, make_round, sign

LISTS = {REGISTER, SUMS, README}


@pytest.fixture
def three(world, opened, at, plain_seal):
    """staff, neighbour and stranger sealed; coordinator unsigned."""
    for name in ("staff", "neighbour", "stranger"):
        plain_seal(sign(envelope_of(opened, world.members[name]), at), at)
    return opened


def names_for(world, *who) -> set[str]:
    places = {
        "staff": "峨山县民政局/双江街道",
        "neighbour": "峨山县民政局/小街街道",
        "stranger": "新平县民政局/桂山街道",
    }
    return {
        f"{places[name]}/{world.members[name].name}_{world.members[name].staff_number}.pdf"
        for name in who
    }


def written(world, round_, at, **values) -> zipfile.ZipFile:
    values = {"envelopes": Envelope.objects.all(), "by": world.users["hr_city"], **values}
    parcel = pack_round(round_=round_, at=at, **values)
    size = len(parcel)
    data = b"".join(parcel)
    assert len(data) == size
    return zipfile.ZipFile(io.BytesIO(data))


def test_the_zip_holds_every_file_register_and_digests(world, three, at):
    archive = written(world, three, at)
    files = names_for(world, "staff", "neighbour", "stranger")
    assert set(archive.namelist()) == files | LISTS
    assert archive.testzip() is None
    sums = archive.read("SHA256SUMS.txt").decode().splitlines()
    assert dict(reversed(line.split("  ", 1)) for line in sums) == {
        name: hashlib.sha256(archive.read(name)).hexdigest() for name in files
    }
    assert ModelLogEntry.objects.get(action="rounds.export_round").data == {
        "what": "zip",
        "files": 3,
        "missing": 0,
    }


def test_a_damaged_file_is_left_out_and_named(world, three, at):
    broken = envelope_of(three, world.members["staff"])
    (Path(settings.PRIVATE_ROOT) / sealed_file(broken.subject).path).write_bytes(b"%PDF-1.7")
    archive = written(world, three, at)
    (name,) = names_for(world, "staff")
    assert name not in archive.namelist()
    assert name not in archive.read(SUMS).decode()
    assert (
        f"{broken.member_name} {broken.number}: 存储的文件已损坏" in archive.read(README).decode()
    )
    assert len(archive.namelist()) == 5


def test_a_signature_without_its_pdf_is_named_and_a_revoked_one_lies_apart(world, three, at):
    waiting = sign(envelope_of(three, world.members["coordinator"]), at)
    FileWait.objects.filter(subject=waiting.subject).update(problem="缺字：𬭎")
    staff = world.members["staff"]
    old = envelope_of(three, staff)
    revoke_envelope(
        envelope=old,
        category=RevocationCategory.MISTAKE,
        reason="岗位有误",
        by=world.users["hr_city"],
        at=at,
    )
    archive = written(world, three, at)
    words = archive.read(README).decode()
    assert f"李𬭎 {waiting.number}: 缺字：𬭎" in words
    assert "已签署但未收入本压缩包：1" in words
    name = f"{REPLACED}/峨山县民政局/双江街道/{staff.name}_{staff.staff_number}_{old.number}.pdf"
    assert name in archive.namelist()


def test_a_file_whose_time_stamp_is_still_to_come_is_packed_and_named(world, three, at):
    late = sealed_file(envelope_of(three, world.members["staff"]).subject)
    TimestampWait.objects.create(file=late, since=at, next_at=at)
    archive = written(world, three, at)
    (name,) = names_for(world, "staff")
    assert name in archive.namelist()
    words = archive.read(README).decode()
    assert "时间戳待补：1" in words
    assert f"  {name}" in words


def test_a_file_that_changes_on_its_way_out_ends_the_archive(world, three, at):
    parcel = pack_round(
        round_=three, envelopes=Envelope.objects.all(), by=world.users["hr_city"], at=at
    )
    broken = envelope_of(three, world.members["staff"])
    path = Path(settings.PRIVATE_ROOT) / sealed_file(broken.subject).path
    path.write_bytes(path.read_bytes().replace(b"Catalog", b"catalog"))
    with pytest.raises(SealBroken):
        b"".join(parcel)


def test_other_rounds_stay_out(world, three, at):
    other = make_round(world, at)
    assert set(written(world, other, at).namelist()) == LISTS


def test_the_job_packs_what_its_person_may_see(world, three, db):
    job = enqueue("rounds.export_round", requested_by=world.users["hr_county"], round_id=three.pk)
    export_round(job_id=job.pk, round_id=three.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert job.result_name == "2026年度承诺书 玉溪市民政局.zip"
    with job.result.open("rb") as file, zipfile.ZipFile(file) as archive:
        found = set(archive.namelist())
    assert found == names_for(world, "staff", "neighbour") | LISTS


def test_the_command_writes_the_whole_round(world, three, tmp_path, capsys):
    target = tmp_path / "round.zip"
    call_command("export_round", str(three.pk), "--zip", str(target))
    with zipfile.ZipFile(target) as archive:
        assert len(archive.namelist()) == 6
    assert "3 PDF files" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [target]


def test_the_command_names_a_round_that_is_not_there(db, tmp_path):
    with pytest.raises(CommandError, match="no signing round 77"):
        call_command("export_round", "77", "--zip", str(tmp_path / "round.zip"))
    assert list(tmp_path.iterdir()) == []
