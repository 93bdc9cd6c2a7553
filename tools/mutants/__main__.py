"""Break promises on purpose and see whether a test notices: `python -m tools.mutants [FILE …]`.

Each file is changed in one small place at a time, in a copy of the tree that is thrown away
afterwards; only the tests that hold this file are run (tools/mutants/table.py). A mutant that
survives is a promise nobody checks. The sample is the same each time; `--sample 0` tries all.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.mutants.table import files

ROOT = Path.cwd()
LEFT_OUT = shutil.ignore_patterns(
    *(".git", ".venv", "var", "build", "node_modules", "__pycache__", ".*_cache", "staticfiles")
)


def copied(root: Path, target: Path) -> Path:
    """The tree without what it makes; the migrated test database is taken along."""
    shutil.copytree(root, target, ignore=LEFT_OUT, symlinks=True)
    (target / "var").mkdir()
    for kept in (root / "var").glob("migrated-*.sqlite3"):
        shutil.copy2(kept, target / "var" / kept.name)
    return target


def measured(tree: Path, file: str, sample: int, only_survivors: bool) -> dict | None:
    """One file's figures, printed line by line as they come; None when it could not be done."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tree), str(Path(__file__).resolve().parents[2])]),
        "JIANGTANG_TEST_NAME": "mutants",
        "MUTANTS_LOG": str(tree / "var" / "mutants.log"),
    }
    env.pop("DATABASE_URL", None)  # a file that is copied for each mutant
    command = [sys.executable, "-m", "tools.mutants.worker", file, str(sample)]
    figures = None
    with subprocess.Popen(command, cwd=tree, env=env, stdout=subprocess.PIPE, text=True) as worker:
        try:
            for line in worker.stdout or ():
                if line.startswith("{"):
                    figures = json.loads(line)
                elif not (only_survivors and line.startswith("killed")):
                    print(line, end="", flush=True)
        except BaseException:  # interrupted
            worker.terminate()
            raise
    return figures if worker.returncode == 0 else None


def table(rows: list[dict]) -> str:
    """Killed of tried, per file and in all."""
    lines = []
    for row in [*rows, _sum(rows)]:
        share = f"{row['killed'] / row['tried']:.0%}" if row["tried"] else "-"
        aside = f", {row['equal']} change nothing" if row["equal"] else ""
        lines.append(f"{share:>5}  {row['killed']:>4} of {row['tried']:<4} {row['file']}{aside}")
    return "\n".join(lines)


def _sum(rows: list[dict]) -> dict:
    figures = {name: sum(row[name] for row in rows) for name in ("killed", "tried", "equal")}
    return {"file": "in all", **figures}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--sample", type=int, default=25, help="mutants per file, 0 for all")
    parser.add_argument("--survivors", action="store_true", help="do not list the killed ones")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the copy is thrown away
    rows, failed = [], []
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        tree = copied(ROOT, Path(place) / "tree")
        for file in options.files or files():
            started = time.monotonic()
            row = measured(tree, file, options.sample, options.survivors)
            if row is None:
                failed.append(file)
                continue
            rows.append(row)
            print(
                f"{table([row]).splitlines()[0]}   {time.monotonic() - started:.0f} s", flush=True
            )
    print("\n" + table(rows))
    if failed:
        print("not measured: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
