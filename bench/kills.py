"""SIGKILL for every process, again and again, while writers in a process of their own go on."""

import contextlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.server import Server
from tools.demo_server import ROOT

LIFE = (0.2, 2.0)  # seconds between the server's first answer and its end
DRIVER_LIMIT = 600  # seconds that the writers may need to come to an end


def kill_again_and_again(
    server: Server,
    kills: int,
    chance: random.Random,
    begin: Callable[[int], None],
    linger: Callable[[int], None] = lambda number: None,
) -> int:
    """Lives of the server under load; it stands when this returns.

    `begin` starts the processes of the life after this kill, `linger` waits within the life that
    ends with this kill; a random while is waited in any case.
    """
    for number in range(kills):
        linger(number)
        time.sleep(chance.uniform(*LIFE))
        server.kill()
        begin(number)
        server.wait_until_up()
        if number % 10 == 9:
            print(f"    {number + 1} kills", flush=True)
    return kills


@contextlib.contextmanager
def writing(module: str, plan: dict) -> Iterator[Callable[[], dict]]:
    """Writers of `module` play the plan. Call what is yielded to stop them and get the ledger."""
    folder = Path(os.environ["JIANGTANG_VAR"])
    stop, ledger = folder / "stop-writing", folder / "ledger.json"
    with ledger.open("w") as out:
        driver = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=out, text=True,
        )  # fmt: skip

    def end() -> dict:
        stop.touch()
        assert driver.wait(DRIVER_LIMIT) == 0, "the writers failed; the reason stands above"
        return json.loads(ledger.read_text())

    try:
        driver.stdin.write(json.dumps({**plan, "stop": str(stop)}) + "\n")
        driver.stdin.close()
        yield end
    finally:
        driver.kill()
