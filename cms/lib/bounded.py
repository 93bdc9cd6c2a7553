"""Dear work on what others bring: few at once on this machine, each in a process with bounds.

The threads that save answers stay free: whoever finds no turn is asked to come again, and what
takes too long or too much memory ends with its process.
"""

import fcntl
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import DomainError

HOME = Path(__file__).resolve().parents[2]
RETRY_AFTER = 10  # seconds after which somebody without a turn may ask again


class Busy(DomainError):
    """Others are at it; nothing was read. Answered 503 with Retry-After wherever it arises."""

    code = "busy"
    message = _("The server is busy with other files. Please try again in a moment.")


class OutOfBounds(Exception):
    """The process came to no end within its bounds, or to a bad one."""


class TookTooLong(OutOfBounds):
    """It was still at it: the file may be heavy, or the machine full."""


@contextmanager
def turn(name: str, at_once: int) -> Iterator[None]:
    """One of `at_once` turns of this machine, whichever process asks. Raises Busy at once."""
    folder = Path(settings.VAR_DIR) / "turns"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(at_once):
        handle = os.open(folder / f"{name}-{number}", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            continue
        try:
            yield
        finally:
            os.close(handle)
        return
    raise Busy


def run_apart(module: str, data: bytes, *, seconds: float) -> bytes:
    """What `python -m module` writes when it is given `data`, within so many seconds of the clock.

    Raises OutOfBounds. The module itself sets its limits first: see `limit_this_process`.
    """
    command = [sys.executable, "-m", module]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, nothing of the data
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HOME,
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired as fault:
        raise TookTooLong from fault
    except subprocess.SubprocessError as fault:
        raise OutOfBounds from fault
    return done.stdout


def limit_this_process(*, seconds: int, memory: int) -> None:
    """From now on no more CPU time and memory than this; and everybody else comes first."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    os.nice(10)
