"""The shared cache: Redis, whose absence costs speed alone, or files where there is no Redis."""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

COUNTS = ("allauth:rl:",)  # how the keys of rate limits begin: these must never be forgotten
QUIET = 5.0  # seconds in which a Redis that did not answer is not asked again


class AtomicFileCache(FileBasedCache):
    """Django's file cache looks first and writes then, so two processes can both `add` a key.

    Locks are made of `add` (that around the counts of rate limits is one), so here it is atomic
    between threads and processes of one machine.
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


class PatientRedisCache(RedisCache):
    """Redis as long as it answers. While it does not, nothing is remembered, and nothing fails.

    The counts of rate limits go on in the database (the table of `cms.models.counts`): a limit
    never turns into none. Failed log-ins have tables of their own, with or without Redis. After
    `QUIET` seconds Redis is asked again.
    """

    def __init__(self, server, params) -> None:
        super().__init__(server, params)
        self._counts = DatabaseCache("cms_count", {})
        self._silent_until = 0.0

    def _ask(self, name: str, key: str, instead: object, *args: Any, **more: Any) -> Any:
        """What Redis says; else what the database says of a count, else `instead`."""
        if time.monotonic() >= self._silent_until:
            try:
                return getattr(super(), name)(*args, **more)
            except (RedisError, OSError) as fault:
                self._silent_until = time.monotonic() + QUIET
                logger.warning("the cache does not answer: %s", type(fault).__name__)
        if key.startswith(COUNTS):
            return getattr(self._counts, name)(*args, **more)
        return instead

    def get(self, key, default=None, version=None):
        return self._ask("get", key, default, key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set", key, None, key, value, timeout, version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("add", key, True, key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("touch", key, False, key, timeout, version)

    def delete(self, key, version=None):
        return self._ask("delete", key, False, key, version)

    def has_key(self, key, version=None):
        return self._ask("has_key", key, False, key, version)

    def get_many(self, keys, version=None):
        return self._ask("get_many", "", {}, keys, version)

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask("set_many", "", [], data, timeout, version)

    def delete_many(self, keys, version=None):
        return self._ask("delete_many", "", None, keys, version)

    def clear(self):
        self._counts.clear()
        return self._ask("clear", "", False)
