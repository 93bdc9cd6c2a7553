"""System checks: what a machine must have before a part of the product works there."""

import ctypes
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error
from django.core.checks import Warning as CheckWarning
from django.db import connections

from cms.lib.durability import durability_faults

# The libraries WeasyPrint opens; harfbuzz-subset makes fonts small in 8 ms instead of 13 s.
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
PDF_HINT = (
    "apt-get install -y --no-install-recommends "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def missing_pdf_libraries() -> list[str]:
    """The native libraries of the PDF renderer that this machine does not have."""
    lost = []
    for name in PDF_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            lost.append(name)
    return lost


def check_pdf_libraries(app_configs, **kwargs) -> list[CheckWarning]:
    """cms.W001: everything else runs without them, signed pledges wait for their PDF."""
    lost = missing_pdf_libraries()
    if not lost:
        return []
    message = f"PDF files cannot be made here: {', '.join(lost)} not found."
    return [CheckWarning(message, hint=PDF_HINT, id="cms.W001")]


DURABILITY_HINT = (
    "SQLite: PRAGMA synchronous=FULL in the connection's init_command. "
    "PostgreSQL: fsync = on, and synchronous_commit not off (server, database, role, options)."
)


def check_durability(app_configs, databases: Sequence[str] | None = None, **kwargs) -> list[Error]:
    """cms.E001: an answer that was shown as saved could be lost with the power.

    Asks the databases it is given, and none otherwise: `check --database default`, `migrate`.
    """
    return [
        Error(
            f"The database '{alias}' does not sync what it acknowledges: {', '.join(faults)}.",
            hint=DURABILITY_HINT,
            id="cms.E001",
        )
        for alias in databases or ()
        if (faults := durability_faults(connections[alias]))
    ]


# What stands in the repository for everybody to read: cms.settings.dev and the documents.
KNOWN_KEYS = ("demo-only-", "ZGVtby1vbmx5LWppYW5ndGFuZy1maWVsZC1rZXktMDE")
DIVERSE = 8  # different characters
SHORT = {"SECRET_KEY": 50, "JIANGTANG_LOOKUP_KEY": 32}
MAKE_KEY = "python -c 'import secrets; print(secrets.token_urlsafe(60))'"
MAKE_FIELD_KEY = (
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)


def check_keys(app_configs, **kwargs) -> list[Error]:
    """cms.E010 and E011, outside demonstrations: a key that others know, or may guess."""
    if settings.DEMO:
        return []
    secrets = {"SECRET_KEY": settings.SECRET_KEY, "JIANGTANG_LOOKUP_KEY": settings.LOOKUP_KEY}
    kept = [*secrets.items(), *(("JIANGTANG_FIELD_KEYS", key) for key in settings.FIELD_KEYS)]
    faults = []
    for name, key in kept:
        hint = f"Make one: {MAKE_FIELD_KEY if name == 'JIANGTANG_FIELD_KEYS' else MAKE_KEY}"
        if key.startswith(KNOWN_KEYS):
            words = f"{name} is the demonstration's, which everybody can read."
            faults.append(Error(words, hint=hint, id="cms.E010"))
        elif len(key) < SHORT.get(name, 0) or len(set(key)) < DIVERSE:
            words = f"{name} is too short or too plain: it can be guessed."
            faults.append(Error(words, hint=hint, id="cms.E011"))
    return faults


def check_public_address(app_configs, **kwargs) -> list[Error]:
    """cms.E012, outside demonstrations: papers are sealed with this address in them for ever."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    local = address.hostname in {None, "localhost"} or str(address.hostname).startswith("127.")
    if settings.DEMO or (address.scheme == "https" and not local):
        return []
    words = f"'{settings.WAGTAILADMIN_BASE_URL}' is no public https address."
    hint = "Set JIANGTANG_BASE_URL to where people reach this site: https://jiangtang.example.cn"
    return [Error(words, hint=hint, id="cms.E012")]


def check_proxies(app_configs, **kwargs) -> list[CheckWarning]:
    """cms.W010, at deployment: nobody has said how many proxies stand in front."""
    if settings.DEMO or getattr(settings, "JIANGTANG_PROXIES_TOLD", True):
        return []
    hint = (
        "Set JIANGTANG_PROXIES: 1 for one nginx in front, 0 for none. Too many, and anybody can "
        "claim any address; too few, and a whole office counts as one."
    )
    words = "JIANGTANG_PROXIES is not set: one proxy is taken for granted."
    return [CheckWarning(words, hint=hint, id="cms.W010")]
