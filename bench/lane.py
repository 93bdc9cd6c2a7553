"""One group of benchmarks on one database; started by bench/run.py."""

import sys
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402 - needs the setup above

from bench import rows  # noqa: E402


def main(group: str, results: Path) -> None:
    database = connection.vendor
    print(f"{group} on {database}")
    call_command("migrate", verbosity=0)
    recorder = rows.Recorder(database, rows.commit(), [])
    import_module(f"bench.groups.{group.replace('.', '_')}").run(recorder)
    kept = [
        row
        for row in rows.read(results)
        if not (rows.group_of(row.name) == group and row.database == database)
    ]
    rows.write(kept + recorder.rows, results)


main(sys.argv[1], Path(sys.argv[2]))
