"""One file's mutants, each in a process of its own that was forked when everything stood ready.

A mutant inside a function needs no new start: the tests are collected and have run once, and the
function's code is exchanged. What works while modules load (a table, a decorator, a default) is
tried by a fresh start from a process that has the libraries in memory.
"""

import contextlib
import functools
import gc
import os
import pickle
import select
import shutil
import signal
import sys
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, FunctionType

import pytest

from tools.mutants.mutant import Mutant

QUIET = "ignore::pytest.PytestAssertRewriteWarning"  # the libraries are loaded before pytest is
BARE = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", QUIET]


@dataclass
class Ran:
    """What a mutant's tests said. `by`: the test that failed, or why none could."""

    killed: bool
    by: str = ""


@dataclass
class Baseline:
    """The tests as they run on the file as it is."""

    failed: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    early: set[int] = field(default_factory=set)  # lines that ran while modules loaded
    touched: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def tests(self, mutant: Mutant) -> list[str]:
        """The tests that run the mutant's statement."""
        first, last = mutant.lines
        found = set().union(*(self.touched.get(line, ()) for line in range(first, last + 1)))
        return sorted(found, key=lambda test: self.seconds[test])

    def is_early(self, mutant: Mutant) -> bool:
        first, last = mutant.lines
        return any(line in self.early for line in range(first, last + 1))


class Tracer:
    """Which lines of one file run. Other files cost one call per function."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: set[int] = set()

    def start(self) -> None:
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def stop(self) -> None:
        threading.settrace(None)  # type: ignore[arg-type]
        sys.settrace(None)

    def _enter(self, frame: FrameType, _event: str, _arg: object):
        if frame.f_code.co_filename != self.file:
            return None
        if frame.f_code.co_name != "<module>" and not _is_class_body(frame.f_code):
            return self._line
        return None

    def _line(self, frame: FrameType, event: str, _arg: object):
        if event == "line":
            self.lines.add(frame.f_lineno)
        return self._line

    def taken(self) -> set[int]:
        lines, self.lines = self.lines, set()
        return lines


def _is_class_body(code: CodeType) -> bool:
    return "__qualname__" in code.co_names and "__module__" in code.co_names


# --- processes --------------------------------------------------------------------------------
def forked(work: Callable[[], object], seconds: float):
    """What `work` returns in a process of its own; None when it died or took longer."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(reading)
        os.setsid()
        try:
            said = pickle.dumps(work())
            with os.fdopen(writing, "wb") as end:
                end.write(said)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(0)
    os.close(writing)
    try:
        return _heard(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(-pid, signal.SIGKILL)  # with whatever it has started itself
        os.waitpid(pid, 0)


def _heard(end: int, until: float):
    data = b""
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([end], [], [], left)
        if not ready:
            break
        more = os.read(end, 1 << 16)
        if not more:
            return pickle.loads(data) if data else None  # noqa: S301 - from our own child
        data += more
    return None


def hush(log: Path) -> None:
    """What pytest prints goes to a file."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)


# --- the plugin -------------------------------------------------------------------------------
class Reports:
    """Remembers the first test that failed, or what could not even be collected."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report) -> None:
        if report.failed:
            self.failed.append(report.nodeid or "collection")


class Warm(Reports):
    """Runs every test once, then each mutant in a fork that runs the tests of its statement."""

    def __init__(self, file: Path, tell: Callable[[object], None], todo: list[Mutant]) -> None:
        super().__init__()
        self.file, self.tell, self.todo = file, tell, todo
        self.tracer = Tracer(str(file))
        self.base = Baseline()
        self.kills: dict[str, int] = defaultdict(int)

    def pytest_collection_finish(self, session) -> None:
        self.base.early = self.tracer.taken()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for item, after in _pairs(session.items):
            nodeid, started = item.nodeid, time.perf_counter()
            self._run(item, after)
            self.base.seconds[nodeid] = time.perf_counter() - started
            for line in self.tracer.taken():
                self.base.touched[line].add(nodeid)
        self.tracer.stop()
        self.base.failed = list(self.failed)
        self.tell(self.base)
        if self.failed:
            return True
        self._ready()
        for mutant in self.todo:
            if not self.base.is_early(mutant):
                self.tell((mutant, self._try(mutant, items)))
        return True

    @staticmethod
    def _run(item, after) -> None:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)

    def _ready(self) -> None:
        """Everything that a fork must not share with its brothers is put aside."""
        # By type, not isinstance: that would wake lazy objects, which answer for another class.
        cache = functools._lru_cache_wrapper
        self.caches = [one for one in gc.get_objects() if type(one) is cache]
        self.functions: dict[tuple[str, int], list[FunctionType]] = defaultdict(list)
        for one in gc.get_objects():
            if type(one) is FunctionType and one.__code__.co_filename == str(self.file):
                code = one.__code__
                self.functions[code.co_qualname, code.co_firstlineno].append(one)
        self.database = _Database()
        gc.collect()
        gc.freeze()

    def _try(self, mutant: Mutant, items: dict) -> Ran | None:
        """None: this change needs a fresh start after all."""
        tests = self.base.tests(mutant)
        if not tests:
            return Ran(False, "no test runs this line")
        tests.sort(key=lambda test: -self.kills[test])
        limit = 10 + 5 * sum(self.base.seconds[test] for test in tests)
        with written(self.file, mutant):
            said = forked(lambda: self._attempt(mutant, [items[test] for test in tests]), limit)
        if said is None:
            return Ran(True, "never ended")
        if said == "fresh":
            return None
        if said:
            self.kills[said] += 1
        return Ran(bool(said), said)

    def _attempt(self, mutant: Mutant, items: list) -> str:
        self.failed.clear()
        self.database.own()
        for cache in self.caches:
            _cleared(cache)
        if not self._exchange(self.file.read_bytes()):
            return "fresh"
        for item, after in _pairs(items):
            self._run(item, after)
            if self.failed:
                return self.failed[0]
        return ""

    def _exchange(self, source: bytes) -> bool:
        new = list(_codes(compile(source, str(self.file), "exec")))
        for code in new:
            for function in self.functions.get((code.co_qualname, code.co_firstlineno), ()):
                if code.co_freevars != function.__code__.co_freevars:
                    return False
                function.__code__ = code
        return True


def _pairs(items: list) -> list[tuple]:
    """Each test with the one after it; after the last, what the session has made stays."""
    return list(zip(items, [*items[1:], items[0].session], strict=True)) if items else []


def _cleared(cache) -> None:
    module = sys.modules.get(getattr(cache, "__module__", "") or "")
    place = getattr(module, "__file__", "") or ""
    if place.startswith(os.getcwd()):
        cache.cache_clear()


def _codes(code: CodeType):
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)


class written:
    """The mutant lies on the disk while it is tried, and the file as it was afterwards."""

    serial = 0

    def __init__(self, file: Path, mutant: Mutant) -> None:
        self.file, self.mutant = file, mutant

    def __enter__(self) -> None:
        self.before, self.stat = self.file.read_bytes(), self.file.stat()
        self.file.write_bytes(self.mutant.applied(self.before))
        written.serial += 1
        # Another time for each: compiled files are told apart by size and second.
        moment = int(self.stat.st_mtime) - 100_000 + written.serial
        os.utime(self.file, (moment, moment))

    def __exit__(self, *_why) -> None:
        self.file.write_bytes(self.before)
        os.utime(self.file, ns=(self.stat.st_atime_ns, self.stat.st_mtime_ns))


class _Database:
    """The test database as it was after all tests passed; each fork has a copy of its own."""

    def __init__(self) -> None:
        self.kept: Path | None = None
        if "django.db" not in sys.modules:
            return
        from django.conf import settings
        from django.db import connections

        if not settings.configured:
            return
        name = settings.DATABASES["default"]["NAME"]
        test = (settings.DATABASES["default"].get("TEST") or {}).get("NAME")
        connections.close_all()
        if str(name) == str(test) and Path(name).exists():
            self.kept = Path(f"{name}.kept")
            shutil.copyfile(name, self.kept)

    def own(self) -> None:
        if self.kept is None:
            return
        from django.db import connections

        mine = self.kept.with_suffix(".tried")
        for old in self.kept.parent.glob(f"{mine.name}*"):
            old.unlink()
        shutil.copyfile(self.kept, mine)
        for alias in connections:
            connections[alias].settings_dict["NAME"] = str(mine)
