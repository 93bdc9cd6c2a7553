"""The cache of an installation without Redis: files, with an `add` that only one caller wins."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class AtomicFileCache(FileBasedCache):
    """Django's file cache looks first and writes then, so two processes can both `add` a key.

    Locks are made of `add` (the count of failed log-ins is one), so here it is atomic between
    threads and processes of one machine.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        with self._alone():
            return super().add(key, value, timeout, version)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folder = Path(self._dir)  # type: ignore[attr-defined]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / "add.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
