"""Passwords are hashed by Django's scrypt, in a thread that steps back."""

import os
import threading

from django.contrib.auth.hashers import check_password, make_password

from staff.adapters import hashing
from staff.adapters.hashing import PRIORITY, BackgroundScryptHasher


def test_it_is_djangos_scrypt(settings):
    settings.PASSWORD_HASHERS = ["staff.adapters.hashing.BackgroundScryptHasher"]
    encoded = make_password("Jiangtang-demo-2026")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    assert encoded.startswith("scrypt$")
    assert check_password("Jiangtang-demo-2026", encoded)
    assert not check_password("another", encoded)


def test_its_thread_comes_after_the_others(monkeypatch):
    seen = []

    def encode(*_args, **_more) -> str:
        thread = threading.get_native_id()
        seen.append((thread, os.getpriority(os.PRIO_PROCESS, thread)))
        return ""

    monkeypatch.setattr(hashing.ScryptPasswordHasher, "encode", encode)
    BackgroundScryptHasher().encode("a", "b")
    ((thread, priority),) = seen
    assert thread != threading.get_native_id()
    assert priority >= PRIORITY
