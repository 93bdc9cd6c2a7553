"""The offline package: its commands are run as printed, its page in a browser without a network."""

import io
import json
import re
import subprocess
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest

from cms.lib import chain
from evidence.adapters.timestamps import Authorities
from evidence.engine import merkle, package
from evidence.flows import packages
from evidence.flows import timestamps as stamps
from evidence.flows.anchors import make_roots
from evidence.flows.files import make_file
from evidence.flows.packages import NotSealedYet, make_package
from evidence.flows.timestamps import renew_timestamp
from evidence.queries.chains import chain_of
from evidence.queries.files import sealed_file
from tests.evidence.pki import believing, clock, pki
from tests.factories.rounds import envelope_of, make_round, sign

DAY = timedelta(days=1)


@pytest.fixture
def signed(world, at):
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


@pytest.fixture
def sealed(signed, at, monkeypatch, pki_seal):
    """A pledge whose file is sealed and stamped, its day rooted."""
    pki_seal(at, stamped_at=at)
    monkeypatch.setattr(packages, "trust_store", pki().trust)
    make_file(subject=signed.subject, kind="signed", at=at)
    signed.refresh_from_db()
    make_roots(at=at + DAY)
    return signed


@pytest.fixture
def renewed(sealed, world, at, monkeypatch):
    """The package after two renewals of the timestamp, four years later."""
    for one, after in ((clock(7), 700 * DAY), (clock(12), 2100 * DAY)):
        trust = believing(packages.trust_store(), one)
        for module in (packages, stamps):
            monkeypatch.setattr(module, "trust_store", lambda trust=trust: trust)
        made = Authorities([(one.stamper(at + after), True)], trust, at + after)
        monkeypatch.setattr(stamps, "current_authorities", lambda _trust, _at, made=made: made)
        renew_timestamp(file_id=sealed_file(sealed.subject).pk, at=at + after)
    return make_package(subject=sealed, by=world.users["inspector"], at=at + 2200 * DAY)


@pytest.fixture
def made(sealed, world, at):
    return make_package(subject=sealed, by=world.users["inspector"], at=at + DAY)


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
    entry = chain_of(sealed.subject).last()
    assert (entry.kind, entry.payload["what"]) == ("exported", "package")
    assert entry.payload["by"] == world.users["inspector"].pk
    again = make_package(subject=sealed, by=world.users["staff"], at=at + DAY)
    assert json.loads(unpacked(again)["chain.json"])["entries"][-1]["body"]["kind"] == "exported"


def test_without_a_stored_file_there_is_none(signed, world, at):
    with pytest.raises(NotSealedYet):
        make_package(subject=signed, by=world.users["staff"], at=at)


@pytest.mark.parametrize("readme", ["说明.txt", "README.txt"])
def test_the_commands_work_as_they_are_printed(made, tmp_path, readme):
    found = run_all(made, tmp_path, readme)
    assert [command for command, code, _said in found if code] == []
    told = [(command, said) for command, _code, said in found]
    assert [command for command, said in told if "echo OK" in command and "OK" not in said] == []
    said = "".join(said for _command, said in told)
    assert said.count("Verification successful") == 1
    assert said.count("Verification: OK") == 1


def run_all(data: bytes, folder, readme: str) -> list[tuple[str, int, str]]:
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    text = (folder / readme).read_text(encoding="utf-8")
    found = []
    for command in re.findall(r"^    (\S.*)$", text, re.MULTILINE):
        done = subprocess.run(  # noqa: S602 - the point is to run what is printed
            command, shell=True, cwd=folder, capture_output=True, text=True, check=False
        )
        found.append((command, done.returncode, done.stdout + done.stderr))
    return found


@pytest.mark.parametrize("readme", ["说明.txt", "README.txt"])
def test_the_commands_for_renewals_work_as_they_are_printed(renewed, tmp_path, readme):
    found = run_all(renewed, tmp_path, readme)
    assert [command for command, code, _said in found if code] == []
    assert "".join(said for _command, _code, said in found).count("Verification: OK") == 5


def test_a_renewal_lies_beside_what_it_speaks_of(renewed, sealed):
    files = unpacked(renewed)
    own = bytes.fromhex(sealed_file(sealed.subject).sha256)
    first, second = (files[f"timestamps/{n}.der"] for n in (1, 2))
    assert files["timestamps/2.data"] == own + sha256(first).digest()
    assert files["timestamps/3.data"] == own + sha256(first).digest() + sha256(second).digest()
    kept = sealed_file(sealed.subject).timestamps.order_by("number")
    assert [bytes(row.token) for row in kept] == [first, second, files["timestamps/3.der"]]


def test_the_commands_tell_a_renewal_of_another_file(renewed, tmp_path):
    run_all(renewed, tmp_path, "说明.txt")
    pdf = tmp_path / "pledge.pdf"
    pdf.write_bytes(pdf.read_bytes() + b"!")
    text = (tmp_path / "说明.txt").read_text(encoding="utf-8")
    make, compare = re.findall(
        r"^    (\{ openssl dgst .*|cmp check/renewal.bin .*)$", text, re.MULTILINE
    )[:2]
    done = subprocess.run(f"{make} && {compare}", shell=True, cwd=tmp_path, capture_output=True)  # noqa: S602
    assert done.returncode != 0


def test_the_commands_fail_on_another_file(made, tmp_path):
    zipfile.ZipFile(io.BytesIO(made)).extractall(tmp_path)
    target = tmp_path / "signature" / "signed-part.bin"
    target.write_bytes(target.read_bytes().replace(b"re f", b"re g"))
    text = (tmp_path / "说明.txt").read_text(encoding="utf-8")
    (command,) = re.findall(r"^    (openssl cms .*)$", text, re.MULTILINE)
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=False)  # noqa: S602
    assert done.returncode != 0
