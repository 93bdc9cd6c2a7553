"""Call `module:function` with words in a process of its own; tell its seconds and peak memory.

python -m bench.peak django.core.management:call_command export_round 1 --zip out.zip

The start of Django is not counted in the seconds; it is in the memory.
"""

import json
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path


def measured(function: str, *words: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one call in a fresh process."""
    command = [sys.executable, "-m", "bench.peak", function, *words]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    seconds, peak = json.loads(told.stdout.splitlines()[-1])
    return seconds, peak


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmHWM on this system")


def main(function: str, *words: str) -> None:
    import django

    django.setup()
    module, _colon, name = function.partition(":")
    call = getattr(import_module(module), name)
    started = time.perf_counter()
    call(*words)
    print(json.dumps([time.perf_counter() - started, peak_mb()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
