"""Passwords are hashed behind everybody else's back: dear work, and never before an answer.

A log-in takes a quarter of a second of a processor. In a thread of lower priority it takes what
others leave, so that a hundred log-ins at once, honest or not, do not slow a save.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.hashers import ScryptPasswordHasher

PRIORITY = 10


class BackgroundScryptHasher(ScryptPasswordHasher):
    """Django's scrypt, one password at a time in each process."""

    def encode(self, *args, **more) -> str:
        return _hashing().submit(super().encode, *args, **more).result()


_pools: dict[int, ThreadPoolExecutor] = {}
_alone = threading.Lock()


def _hashing() -> ThreadPoolExecutor:
    """This process's thread; a forked child has none of its parent's."""
    with _alone:
        if os.getpid() not in _pools:
            _pools[os.getpid()] = ThreadPoolExecutor(1, "hashing", _step_back)
        return _pools[os.getpid()]


def _step_back() -> None:
    """On Linux a thread has a priority of its own."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), PRIORITY)
