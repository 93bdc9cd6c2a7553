"""The offline package: its commands are run as printed, its page in a browser without a network."""

import io
import json
import re
import subprocess
import zipfile
from datetime import timedelta

import pytest

from cms.lib import chain
from pledges.engine import merkle, package
from pledges.flows import packages
from pledges.flows.anchors import make_roots
from pledges.flows.packages import NotSealedYet, make_package
from pledges.flows.sealing import seal_envelope
from pledges.models.evidence import EvidenceEntry
from tests.factories.pledges import envelope_of, make_round, sign
from tests.pledges.pki import pki

DAY = timedelta(days=1)


@pytest.fixture
def signed(world, at):
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


@pytest.fixture
def sealed(signed, at, monkeypatch, pki_seal):
    """A pledge whose file is sealed and stamped, its day rooted."""
    pki_seal(at, stamped_at=at)
    monkeypatch.setattr(packages, "trust_store", pki().trust)
    seal_envelope(envelope_id=signed.pk, at=at)
    signed.refresh_from_db()
    make_roots(at=at + DAY)
    return signed


@pytest.fixture
def made(sealed, world, at):
    return make_package(envelope=sealed, by=world.users["inspector"], at=at + DAY)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_all_that_a_check_needs(made, sealed):
    files = unpacked(made)
    assert {
        "pledge.pdf", "evidence.json", "chain.json", "roots.json", "certificates/roots.pem",
        "certificates/revoked-1.pem", "signature/signed-part.bin", "signature/signature.der",
        "timestamps/1.der", "timestamps/1.data", "说明.txt", "README.txt", "verify.html",
        "SHA256SUMS.txt",
    } <= set(files)  # fmt: skip
    assert sealed.code in files["说明.txt"].decode()
    for name, data in files.items():
        if name != package.SUMS:
            assert f"{chain.digest(data)}  {name}\n" in files[package.SUMS].decode()


def test_its_chain_and_paths_can_be_recomputed(made, sealed):
    files = unpacked(made)
    entries = json.loads(files["chain.json"])["entries"]
    assert chain.verify((one["body"], one["digest"]) for one in entries) is None
    kept = json.loads(files["roots.json"])
    days = {root["day"]: root["root"] for root in kept["roots"]}
    assert [way["seq"] for way in kept["paths"]] == [one["body"]["seq"] for one in entries]
    for way in kept["paths"]:
        steps = [merkle.Step(step["digest"], step["left"]) for step in way["steps"]]
        digest = entries[way["seq"] - 1]["digest"]
        assert merkle.climb(digest, steps) == days[way["day"]]


def test_that_it_was_handed_out_is_recorded(made, sealed, world, at):
    entry = EvidenceEntry.objects.filter(envelope=sealed).last()
    assert (entry.kind, entry.payload["what"]) == ("exported", "package")
    assert entry.payload["by"] == world.users["inspector"].pk
    again = make_package(envelope=sealed, by=world.users["staff"], at=at + DAY)
    assert json.loads(unpacked(again)["chain.json"])["entries"][-1]["body"]["kind"] == "exported"


def test_without_a_stored_file_there_is_none(signed, world, at):
    with pytest.raises(NotSealedYet):
        make_package(envelope=signed, by=world.users["staff"], at=at)


@pytest.mark.parametrize("readme", ["说明.txt", "README.txt"])
def test_the_commands_work_as_they_are_printed(made, tmp_path, readme):
    zipfile.ZipFile(io.BytesIO(made)).extractall(tmp_path)
    text = (tmp_path / readme).read_text(encoding="utf-8")
    commands = re.findall(r"^    (\S.*)$", text, re.MULTILINE)
    assert len(commands) == 7
    said = ""
    for command in commands:
        done = subprocess.run(  # noqa: S602 - the point is to run what is printed
            command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr)
        said += done.stdout + done.stderr
    assert "Verification successful" in said
    assert "Verification: OK" in said


def test_the_commands_fail_on_another_file(made, tmp_path):
    zipfile.ZipFile(io.BytesIO(made)).extractall(tmp_path)
    target = tmp_path / "signature" / "signed-part.bin"
    target.write_bytes(target.read_bytes().replace(b"re f", b"re g"))
    text = (tmp_path / "说明.txt").read_text(encoding="utf-8")
    (command,) = re.findall(r"^    (openssl cms .*)$", text, re.MULTILINE)
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=False)  # noqa: S602
    assert done.returncode != 0
