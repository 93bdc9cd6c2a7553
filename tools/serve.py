"""Start the demo: database, demo world, web server and background workers; Ctrl-C ends all.

What ends by itself is started again.

Environment: PORT (8000), JIANGTANG_VAR (var), DATABASE_URL, REDIS_URL.
"""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
PORT = int(os.environ.get("PORT", "8000"))
os.environ.setdefault("JIANGTANG_BASE_URL", f"http://127.0.0.1:{PORT}")
BIN = Path(sys.executable).parent
VAR = Path(os.environ.get("JIANGTANG_VAR", ROOT / "var"))
QUICK, MOST_QUICK_ENDS = 20, 5  # seconds; ends within so many, one after another
PASSWORD = "Jiangtang-demo-2026"  # noqa: S105 - the demo's, as in cms/lib/demo.py
ACCOUNTS = (
    ("staff", "caseworker 经办人员 (峨山县双江街道)"),
    ("coordinator", "coordinator 协理员 (峨山县双江街道)"),
    ("trainer", "trainer 培训教师"),
    ("reviewer", "reviewer 审核人"),
    ("marker1, marker2", "markers 阅卷人"),
    ("hr_city, hr_county, hr_township", "HR 市 / 峨山县 / 双江街道"),
    ("inspector", "inspector 督导 (read-only)"),
    ("admin", "accounts administrator 账号管理员"),
    ("admin_permissions, admin_audit", "permissions / audit administrators 权限 / 审计管理员"),
    ("YX00001 … YX01085", "every member of the roster, by staff number"),
)


def reserve_port() -> socket.socket:
    """Hold the port before the minutes of preparation; exits with a sentence when it is taken.

    The web server's processes share the port among themselves, and would share it with a second
    server as well: half of the requests would then end in another database.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            sys.exit(f"Port {PORT} is taken. Choose another:  make run PORT={PORT + 1}")
    held = socket.socket()  # bound and never listening: nothing reaches it
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", PORT))
    return held


def reserve_folder() -> TextIO:
    """Hold the data folder: two servers on one database would do all background work twice."""
    VAR.mkdir(parents=True, exist_ok=True)
    held = (VAR / "serve.lock").open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        sys.exit(f"Another server uses {VAR}. End that one first, or set JIANGTANG_VAR.")
    return held


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], check=True, cwd=ROOT)


def prepare() -> None:
    for folder in ("queue/messages", "queue/control", "cache", "media", "private"):
        (VAR / folder).mkdir(parents=True, exist_ok=True)
    print("→ database", flush=True)
    if subprocess.run([sys.executable, str(ROOT / "tools" / "old_layout.py")], cwd=ROOT).returncode:
        sys.exit(1)  # the remedy stands above
    manage("migrate", "--verbosity", "0")
    # A database that forgets what it acknowledged must not hold exams: stops here, with the remedy.
    manage("check", "--database", "default", "--fail-level", "ERROR")
    print("→ demo world", flush=True)
    manage("seed_demo")


def commands() -> list[list[str]]:
    web = [
        str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", "2", "--blocking-threads", "6", "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "--respawn-interval", "1", "cms.wsgi:application",
    ]  # fmt: skip
    worker = [
        str(BIN / "celery"), "--app", "cms.celery", "worker", "--pool", "solo",
        "--loglevel", "warning", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    quick = [*worker, "--hostname", "quick@%h", "--queues", "celery", "--beat",
             "--schedule", str(VAR / "beat-schedule")]  # fmt: skip
    slow = [*worker, "--hostname", "slow@%h", "--queues", "slow"]
    return [web, quick, slow]


class Kept:
    """A process that is started again when it ends, unless it ends again and again at once."""

    def __init__(self, command: list[str]) -> None:
        self.command, self.quick_ends = command, 0
        self.start()

    def start(self) -> None:
        self.since = time.monotonic()
        self.process = subprocess.Popen(self.command, cwd=ROOT, start_new_session=True)

    def signal(self, number: signal.Signals) -> None:
        """To the process and all below it: a server's children outlive it and hold the port."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def look(self) -> None:
        """Exits with a sentence when there is no point in starting it once more."""
        if self.process.poll() is None:
            return
        name, quick = Path(self.command[0]).name, time.monotonic() - self.since < QUICK
        self.quick_ends = self.quick_ends + 1 if quick else 0
        if self.quick_ends >= MOST_QUICK_ENDS:
            sys.exit(f"{name} ends again and again; the reason stands above.")
        self.signal(signal.SIGKILL)
        print(f"→ {name} ended ({self.process.returncode}) and is started again", flush=True)
        self.start()


def wait_until_up(kept: list[Kept]) -> None:
    for _ in range(120):
        if any(one.process.poll() is not None for one in kept):
            sys.exit("The server stopped while starting; the reason stands above.")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    sys.exit("The server did not answer within a minute.")


def announce() -> None:
    print(f"\n  讲堂 Jiangtang:  http://127.0.0.1:{PORT}\n  password for all: {PASSWORD}\n")
    for name, what in ACCOUNTS:
        print(f"    {name:<34} {what}")
    print("\n  Ctrl-C ends the server.\n", flush=True)


def stop(kept: list[Kept]) -> None:
    for one in kept:
        one.signal(signal.SIGTERM)
    for one in kept:
        with contextlib.suppress(subprocess.TimeoutExpired):
            one.process.wait(10)
        one.signal(signal.SIGKILL)


def main() -> None:
    port, folder = reserve_port(), reserve_folder()
    prepare()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    kept: list[Kept] = []
    try:
        kept += map(Kept, commands())
        wait_until_up(kept)
        announce()
        while True:
            time.sleep(1)
            for one in kept:
                one.look()
    except KeyboardInterrupt:
        print("\n→ stopping")
    finally:
        stop(kept)
        port.close()
        folder.close()


if __name__ == "__main__":
    main()
