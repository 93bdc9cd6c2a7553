"""The import contracts can fail: a violation of each is planted in a copy of the house.

`lint-imports` itself runs in `make check`; here it is shown that each contract would notice.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    *("cms", "staff", "bank", "evidence", "reminders"),
    *("courses", "exams", "pledges", "desk"),
)
# (contract, file that breaks it, the line that does)
PLANTED = [
    ("Floors point down", "staff/queries/people.py", "import exams.models.sitting"),
    ("Floors point down", "evidence/flows/chain.py", "import pledges.rounds.models.envelope"),
    ("Floors point down", "exams/queries/runs.py", "import courses.learning.models.record"),
    ("Floors point down", "bank/models/items.py", "import evidence.models.chain"),
    (
        "Apps of one wing",
        "pledges/kinship/models/household.py",
        "import pledges.custody.models.check",
    ),
    ("Inside an app", "exams/models/attempt.py", "import exams.flows.attempts"),
    ("Inside an app", "cms/models/jobs.py", "import cms.views.jobs"),
    ("Inside an app", "bank/engine/scoring.py", "import bank.queries"),
    ("Engines and the hash chain", "exams/engine/log.py", "import django.utils.timezone"),
    ("Engines and the hash chain", "cms/lib/chain.py", "import django.db"),
    ("Only flows write", "exams/views/attempts.py", "import exams.models.result"),
    ("Only flows write", "pledges/rounds/demo/rounds.py", "import evidence.models.chain"),
    ("No cycles", "exams/queries/runs.py", "import exams.flows.attempts"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """The packages and the contracts, without what weighs."""
    folder = tmp_path_factory.mktemp("house")
    skip = shutil.ignore_patterns("static", "templates", "locale", "*.ttf", "__pycache__", "data")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=skip)
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def broken(house: Path) -> list[str]:
    """The names of the contracts that `lint-imports` finds broken."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    env = {**os.environ, "PYTHONPATH": str(house)}
    said = subprocess.run(command, cwd=house, env=env, capture_output=True, text=True, check=False)
    return [
        line.removesuffix("BROKEN").strip() for line in said.stdout.splitlines() if "BROKEN" in line
    ]


def test_the_house_as_it_stands_keeps_them_all(house):
    assert broken(house) == []


@pytest.mark.parametrize(("contract", "path", "line"), PLANTED)
def test_a_planted_violation_is_found(house, contract, path, line):
    file = house / path
    whole = file.read_text(encoding="utf-8")
    file.write_text(f"{whole}\n{line}\n", encoding="utf-8")
    try:
        assert any(name.startswith(contract) for name in broken(house))
    finally:
        file.write_text(whole, encoding="utf-8")
