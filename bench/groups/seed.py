"""How long the demo world takes, beside the migrations-free floor of its member rows alone."""

import time
from io import StringIO

from django.core.management import call_command

from bench.rows import Recorder


def run(record: Recorder) -> None:
    started = time.perf_counter()
    call_command("seed_demo", stdout=StringIO())
    record.add("seed.demo_world", time.perf_counter() - started, "s")
    started = time.perf_counter()
    call_command("seed_demo", stdout=StringIO())
    record.add("seed.second_run", time.perf_counter() - started, "s")
