"""The two ways to judge an offline package: the script of its page under node, and openssl."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

STUB = Path(__file__).parent / "page_stub.mjs"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is missing")


@dataclass(frozen=True)
class Said:
    """What the page says: `state` yes, open or no; `red` and `open` the rows, file and words."""

    state: str
    outcome: str
    words: str
    red: dict[str, str]
    open: dict[str, str]
    all: tuple[str, ...]


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def judge_page(page: bytes, zipped: bytes, folder: Path, at: datetime, **more: str | bool) -> Said:
    """The script of `page`, given this ZIP, on a day `at`. Raises when it never comes to an end."""
    (folder / "page.html").write_bytes(page)
    (folder / "given.zip").write_bytes(zipped)
    job = {
        "page": str(folder / "page.html"),
        "files": [["given.zip", str(folder / "given.zip")]],
        "now": int(at.timestamp() * 1000),
        **more,
    }
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
    done = subprocess.run(
        ["node", str(STUB), str(folder / "job.json")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    rows = {
        state: {
            row["file"] or row["topic"]: row["words"]
            for row in told["rows"]
            if row["state"] == state
        }
        for state in ("no", "open")
    }
    return Said(
        told["state"],
        told["outcome"],
        told["words"],
        rows["no"],
        rows["open"],
        tuple(row["words"] for row in told["rows"]),
    )


def commands(readme: bytes) -> list[str]:
    """The commands of 说明.txt, word for word."""
    return re.findall(r"^    (\S.*)$", readme.decode(), re.MULTILINE)


def run_commands(readme: bytes, zipped: bytes, folder: Path) -> list[tuple[str, str]]:
    """(command, what it said) of those that do not hold, run in the unpacked folder."""
    folder.mkdir()
    zipfile.ZipFile(io.BytesIO(zipped)).extractall(folder)
    lines = "\n".join(
        f"( {command}\n) > ../said 2>&1 || {{ echo '# {number}'; cat ../said; echo; }}"
        for number, command in enumerate(commands(readme))
    )
    done = subprocess.run(["sh", "-c", lines], cwd=folder, capture_output=True, check=False)
    parts = re.split(r"^# (\d+)$", done.stdout.decode(errors="replace"), flags=re.MULTILINE)
    names = commands(readme)
    return [(names[int(n)], said) for n, said in zip(parts[1::2], parts[2::2], strict=True)]
