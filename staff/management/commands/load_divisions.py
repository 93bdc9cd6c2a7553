"""Load divisions and one office each from a CSV list."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from staff.flows.divisions import LEVELS, load_divisions

COLUMNS = {"上级代码", "代码", "名称", "级别", "类型"}

# The official list of 2023, of the demo city.
DIVISIONS = Path(__file__).parents[2] / "demo" / "data" / "yuxi_divisions.csv"


class Command(BaseCommand):
    help = "Load divisions and their offices (columns 上级代码, 代码, 名称, 级别, 类型)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DIVISIONS)

    def handle(self, *args, **options) -> None:
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as stored:
                rows = list(csv.DictReader(stored))
        except OSError as fault:
            raise CommandError(f"{options['file']}: {fault.strerror}") from fault
        missing = COLUMNS - set(rows[0] if rows else ())
        if missing:
            raise CommandError(f"columns missing: {', '.join(sorted(missing))}")
        for number, row in enumerate(rows, start=2):
            if row["级别"] not in LEVELS:
                raise CommandError(f"row {number}: 级别 must be one of {', '.join(LEVELS)}")
        loaded = load_divisions(rows=rows)
        self.stdout.write(f"{loaded.divisions} new divisions, {loaded.organisations} new offices")
