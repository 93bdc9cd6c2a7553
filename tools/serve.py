"""Start the demo: database, demo world, web server and background worker; Ctrl-C ends both.

Environment: PORT (8000), JIANGTANG_VAR (var), DATABASE_URL, REDIS_URL.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
PORT = int(os.environ.get("PORT", "8000"))
BIN = Path(sys.executable).parent
VAR = Path(os.environ.get("JIANGTANG_VAR", ROOT / "var"))
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


def port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            return False
    return True


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


def start() -> list[subprocess.Popen]:
    web = [
        str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "cms.wsgi:application",
    ]  # fmt: skip
    worker = [
        str(BIN / "celery"), "--app", "cms.celery", "worker", "--pool", "solo",
        "--loglevel", "warning", "--without-gossip", "--without-mingle",
    ]  # fmt: skip
    quick = [*worker, "--hostname", "quick@%h", "--queues", "celery", "--beat",
             "--schedule", str(VAR / "beat-schedule")]  # fmt: skip
    slow = [*worker, "--hostname", "slow@%h", "--queues", "slow"]
    return [subprocess.Popen(command, cwd=ROOT) for command in (web, quick, slow)]


def wait_until_up(processes: list[subprocess.Popen]) -> None:
    for _ in range(120):
        if any(process.poll() is not None for process in processes):
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


def stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> None:
    if not port_is_free():
        sys.exit(f"Port {PORT} is taken. Choose another:  make run PORT={PORT + 1}")
    prepare()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = start()
    try:
        wait_until_up(processes)
        announce()
        while all(process.poll() is None for process in processes):
            time.sleep(1)
    except KeyboardInterrupt:
        print("\n→ stopping")
    finally:
        stop(processes)


if __name__ == "__main__":
    main()
