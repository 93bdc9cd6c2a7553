"""The production-shaped server under load: granian with two workers, and the background workers."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools.demo_server import ROOT, free_port

BIN = Path(sys.executable).parent
TICKS = os.sysconf("SC_CLK_TCK")
START_LIMIT = 60  # seconds


def _stat(pid: int) -> list[str]:
    """/proc/<pid>/stat after the name: [1] is the parent, [11:15] utime stime cutime cstime."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _tree(root: int) -> dict[int, list[str]]:
    stats: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # ended while we looked
                stats[int(folder.name)] = _stat(int(folder.name))
    kept, grown = {root}, True
    while grown:
        new = {pid for pid, stat in stats.items() if int(stat[1]) in kept} - kept
        kept, grown = kept | new, bool(new)
    return {pid: stats[pid] for pid in kept if pid in stats}


def cpu_ms(process: subprocess.Popen) -> float:
    """CPU of the process and everything below it, ended children included."""
    ticks = sum(sum(map(int, stat[11:15])) for stat in _tree(process.pid).values())
    return ticks * 1000 / TICKS


class Server:
    """Started with the settings of this process's environment, in process groups of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self.web: subprocess.Popen | None = None
        self.worker: subprocess.Popen | None = None
        self.slow: subprocess.Popen | None = None

    def start_web(self) -> None:
        self.web = self._spawn(
            "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "2", "--blocking-threads", "6", "--no-ws", "--log-level", "error",
            "--respawn-failed-workers",
            "cms.wsgi:application",
        )  # fmt: skip

    def start_worker(self) -> None:
        self.worker = self._celery(
            "quick", "celery", "--beat",
            "--schedule", str(Path(os.environ["JIANGTANG_VAR"]) / "beat-schedule"),
        )  # fmt: skip

    def start_slow_worker(self) -> None:
        """The one that seals, and whatever else may take long."""
        self.slow = self._celery("slow", "slow")

    def _celery(self, name: str, queue: str, *arguments: str) -> subprocess.Popen:
        return self._spawn(
            "celery", "--app", "cms.celery", "worker", "--pool", "solo", "--loglevel", "error",
            "--without-gossip", "--without-mingle", "--hostname", f"{name}@%h", "--queues", queue,
            *arguments,
        )  # fmt: skip

    def _spawn(self, name: str, *arguments: str) -> subprocess.Popen:
        log = (Path(os.environ["JIANGTANG_VAR"]) / f"{name}.log").open("a")
        return subprocess.Popen(
            [str(BIN / name), *arguments], cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )

    def wait_until_up(self) -> None:
        started = time.monotonic()
        while time.monotonic() - started < START_LIMIT:
            assert self.web.poll() is None, "the server stopped; see granian.log in var/bench"
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5)
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not answer within a minute")

    def end(self, number: signal.Signals) -> None:
        """Signal all processes of all groups at once, and wait until they are gone."""
        started = (self.web, self.worker, self.slow)
        running = [process for process in started if process is not None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
        for process in running:
            process.wait(30)
        self.web = self.worker = self.slow = None

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def stop(self) -> None:
        self.end(signal.SIGTERM)
