"""Measures one file inside the copy of the tree: `python -m tools.mutants.worker FILE SAMPLE`."""

import importlib
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools.mutants.mutant import Mutant
from tools.mutants.operators import mutants
from tools.mutants.table import EQUIVALENT, guards_of
from tools.mutants.warm import BARE, Baseline, Ran, Reports, Warm, forked, hush, written

SEED = 20261128
# Loaded once, before any fork; none of them needs Django to be set up.
LIBRARIES = (
    *("django.db.models", "django.test", "django.forms", "django.core.management", "celery"),
    *("hypothesis", "cryptography.x509", "pyhanko.sign", "pypdf", "openpyxl", "PIL.Image"),
    *("weasyprint", "time_machine", "webauthn", "xdist", "playwright.sync_api", "lxml.etree"),
)


@dataclass
class Measured:
    """One file's figures: what was tried, what survived, what cannot be told apart."""

    file: str
    tried: list[tuple[Mutant, Ran]]
    equal: int

    @property
    def killed(self) -> int:
        return sum(ran.killed for _, ran in self.tried)


class Ordered(Reports):
    """The tests that killed before come first."""

    def __init__(self, kills: dict[str, int], seconds: dict[str, float]) -> None:
        super().__init__()
        self.kills, self.seconds = kills, seconds

    def pytest_collection_modifyitems(self, items: list) -> None:
        items.sort(
            key=lambda item: (-self.kills.get(item.nodeid, 0), self.seconds.get(item.nodeid, 0))
        )


def chosen(file: str, sample: int) -> tuple[list[Mutant], int]:
    """The mutants to try, always the same ones, and how many are known to change nothing."""
    found = mutants(file, Path(file).read_bytes())
    known = EQUIVALENT.get(file, {})
    rest = [one for one in found if one.key not in known]
    if sample and sample < len(rest):
        rest = sorted(
            random.Random(f"{SEED}:{file}").sample(rest, sample),  # noqa: S311 - a sample
            key=lambda one: (one.start, one.end),
        )
    return rest, len(found) - len([one for one in found if one.key not in known])


def measure(file: str, sample: int, say: Callable[[Mutant, Ran], None]) -> Measured:
    """Try every chosen mutant of one file. Raises SystemExit when its tests fail unbroken."""
    todo, equal = chosen(file, sample)
    tests = guards_of(file)
    if not tests:
        raise SystemExit(f"{file}: no tests are named for it (tools/mutants/table.py)")
    path = Path(file).resolve()
    said: dict[Mutant, Ran | None] = {}
    base = Baseline()
    for one in _warm(path, tests, todo):
        if isinstance(one, Baseline):
            base = one
            if base.failed or not base.seconds:
                raise SystemExit(f"{file}: its tests fail as it is: {base.failed}")
        else:
            said[one[0]] = one[1]
    if not base.seconds:
        raise SystemExit(f"{file}: its tests could not be run; see {_log()}")
    kills: dict[str, int] = {}
    tried = []
    for mutant in todo:
        ran = said.get(mutant) or _fresh(path, tests, mutant, base, kills)
        kills[ran.by] = kills.get(ran.by, 0) + ran.killed
        tried.append((mutant, ran))
        say(mutant, ran)
    return Measured(file, tried, equal)


def _log() -> Path:
    return Path(os.environ.get("MUTANTS_LOG", "/dev/null"))


def _warm(path: Path, tests: list[str], todo: list[Mutant]) -> list:
    """The baseline, then a word on every mutant that needs no fresh start."""
    heard: list = []

    def work() -> list:
        hush(_log())
        plugin = Warm(path, heard.append, [one for one in todo if one.inside])
        plugin.tracer.start()
        pytest.main([*BARE, *tests], plugins=[plugin])
        return heard

    return forked(work, 3600) or []


def _fresh(path: Path, tests: list[str], mutant: Mutant, base: Baseline, kills: dict) -> Ran:
    def work() -> str:
        hush(_log())
        plugin = Ordered(kills, base.seconds)
        code = pytest.main([*BARE, "-x", *tests], plugins=[plugin])
        return plugin.failed[0] if plugin.failed else ("" if code == 0 else f"exit {int(code)}")

    with written(path, mutant):
        said = forked(work, 60 + 5 * sum(base.seconds.values()))
    return Ran(True, "never ended, or nothing starts") if said is None else Ran(bool(said), said)


def main() -> int:
    file, sample = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that our own forks end, too
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: S112 - only a head start
            continue
    import hypothesis

    phases = [one for one in hypothesis.Phase if one.name in {"explicit", "generate"}]
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")

    def say(mutant: Mutant, ran: Ran) -> None:
        word = "killed  " if ran.killed else "SURVIVED"
        by = f"   [{ran.by}]" if ran.by else ""
        print(f"{word} {mutant.file}:{mutant.line} {mutant.key}{by}", flush=True)

    found = measure(file, sample, say)
    figures = {
        "file": file,
        "killed": found.killed,
        "tried": len(found.tried),
        "equal": found.equal,
    }
    print(json.dumps(figures), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
