"""Forged packages: none of them passes, neither at the page nor by the commands of 说明.txt."""

from datetime import timedelta

import pytest

from evidence.flows import packages
from evidence.flows.anchors import make_roots
from evidence.flows.files import make_file
from evidence.flows.packages import make_package
from tests.evidence.forger.cases import DATABASE, FORGERIES, ZIPS
from tests.evidence.forger.hands import repacked
from tests.evidence.pki import pki
from tests.evidence.readers import judge_page, needs_node, run_commands, unpacked
from tests.factories.rounds import envelope_of, make_round, sign

pytestmark = [needs_node, pytest.mark.django_db]
DAY = timedelta(days=1)
_made: dict[str, bytes] = {}


@pytest.fixture
def honest(request, at) -> bytes:
    """A true package, made once for all the tests of this file."""
    if "true" not in _made:
        world, seal = request.getfixturevalue("world"), request.getfixturevalue("pki_seal")
        patch = request.getfixturevalue("monkeypatch")
        seal(at, stamped_at=at)
        patch.setattr(packages, "trust_store", pki().trust)
        signed = sign(envelope_of(make_round(world, at), world.members["staff"]), at)
        make_file(subject=signed.subject, kind="signed", at=at)
        make_roots(at=at + DAY)
        _made["true"] = make_package(subject=signed, by=world.users["inspector"], at=at + DAY)
    return _made["true"]


def test_a_true_package_passes_both(honest, at, tmp_path):
    files = unpacked(honest)
    (tmp_path / "说明.txt").write_bytes(files["说明.txt"])
    said = judge_page(files["verify.html"], honest, tmp_path, at + 2 * DAY)
    assert (said.state, said.red, said.open) == ("yes", {}, {})
    assert run_commands(files["说明.txt"], honest, tmp_path / "u") == []


ALL = {
    name: lambda files, act=act: repacked(act(files))
    for name, act in (FORGERIES | DATABASE).items()
}
ALL |= ZIPS


def test_there_are_more_than_thirty():
    assert len(ALL) > 50


@pytest.mark.parametrize("name", ALL)
def test_the_page_refuses(honest, at, tmp_path, name):
    files = unpacked(honest)
    said = judge_page(files["verify.html"], ALL[name](files), tmp_path, at + 2 * DAY)
    assert (said.state, said.outcome) == ("no", "no")
    assert said.red
    assert "通过" not in said.words


@pytest.mark.parametrize("name", ALL)
def test_the_commands_refuse(honest, tmp_path, name):
    files = unpacked(honest)
    if name in BY_THE_PAGE_ALONE:
        pytest.skip(BY_THE_PAGE_ALONE[name])
    assert run_commands(files["说明.txt"], ALL[name](files), tmp_path / "u") != []


# What a program unpacks of such a ZIP may be whole: it is judged by what was unpacked.
BY_THE_PAGE_ALONE = dict.fromkeys(
    ["other_local_name", "hidden_file", "second_directory"],
    "unpacks to a true package, or not at all",
)
