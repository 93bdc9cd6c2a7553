"""Run the benchmarks: `bench/run.py [--only GROUP]`, as a table and as bench/results.json.

SQLite always; PostgreSQL too when DATABASE_URL names one. Rows of groups that were not run
stay in the file as they were.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import rows  # noqa: E402 - the project must be importable first
from tools.demo_server import fresh_database  # noqa: E402

RESULTS = ROOT / "bench" / "results.json"


def lane(group: str, database_url: str | None) -> None:
    """One group on one database, in a process of its own with a folder of its own."""
    var = ROOT / "var" / "bench"
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    environment = {**os.environ, "JIANGTANG_VAR": str(var)}
    environment["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    environment.pop("DATABASE_URL", None)
    if database_url:
        environment["DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "bench.lane", group, str(RESULTS)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="a group, or the first word of several: exams, pledges.seal")
    chosen = parser.parse_args().only
    groups = [
        group for group in rows.GROUPS if chosen is None or f"{group}.".startswith(f"{chosen}.")
    ]
    if not groups:
        parser.error(f"no such group; there are {', '.join(rows.GROUPS)}")
    for group in groups:
        lane(group, None)
        if os.environ.get("DATABASE_URL"):
            lane(group, fresh_database("jiangtang_bench"))
    print(f"\n{len(rows.read(RESULTS))} rows in {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
