import os
from datetime import timedelta

import pytest

from cms.lib.pdf import rendering
from evidence.adapters import vault
from evidence.flows.strays import KEPT, sweep_staged
from evidence.tasks import sweep_unfinished_files


@pytest.mark.usefixtures("time_machine_at")
def test_what_a_killed_worker_left_is_cleared_away_and_nothing_else(at, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    left = vault.stage(b"half", "pledges/2026/1/A.pdf")
    held = vault.stage(b"of a worker that is alive", "pledges/2026/1/B.pdf")
    vault.place(vault.stage(b"whole", "pledges/2026/1/C.pdf"), "pledges/2026/1/C.pdf")
    kept = tmp_path / "pledges/2026/1/C.pdf"
    prepared = tmp_path / "prepared" / f"{vault.STAGED}base"
    prepared.parent.mkdir()
    prepared.write_bytes(b"half")
    long_ago, just_now = (at - KEPT).timestamp() - 1, (at - KEPT).timestamp() + 1
    for path, when in ((left, long_ago), (prepared, long_ago), (kept, long_ago), (held, just_now)):
        os.utime(path, (when, when))
    assert sweep_unfinished_files() == 2
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == {held, kept}


def test_the_name_of_a_prepared_page_that_is_being_written_is_known_here(monkeypatch, tmp_path):
    names = []
    monkeypatch.setattr(rendering.Path, "replace", lambda path, target: names.append(path.name))
    rendering._store(tmp_path / "page.base", b"whole")
    assert [name.startswith(vault.STAGED) for name in names] == [True]


def test_a_worker_has_an_hour(at, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    half = vault.stage(b"half", "pledges/2026/1/A.pdf")
    os.utime(half, (at.timestamp(), at.timestamp()))
    assert sweep_staged(at=at + timedelta(hours=1)) == 0
    assert sweep_staged(at=at + timedelta(hours=1, seconds=1)) == 1
